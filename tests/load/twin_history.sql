-- As many paid orders as the shop has, of four lines each. Keys of the foreign tables are known to
-- be right, so nobody looks them up.
SET session_replication_role = replica;
INSERT INTO orders (table_id, total_price, payment_method, status, idempotency_key, created_at,
        updated_at, paid_at)
    SELECT 1 + n % 12, 240, 'cash', 'paid', 'history-' || n, at, at, at
    FROM (SELECT n, NOW() - n * INTERVAL '5 minutes' AS at FROM generate_series(1, %(orders)s) n) t;
INSERT INTO order_items (order_id, menu_id, qty, price, created_at)
    SELECT n, 1 + (n * 4 + k) % 30, 1, 60, NOW() - n * INTERVAL '5 minutes'
    FROM generate_series(1, %(orders)s) n CROSS JOIN generate_series(0, 3) k;
