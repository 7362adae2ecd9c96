-- One order with as few statements as the brief's SQL allows: open, add two dishes, pay, each one
-- transaction. Nobody asks who is calling; nothing but opening has a key; no answer is kept.
\set table_id :client_id + 1
\set key random(1, 9223372036854775807)
\set dish random(1, 30)
\set other_dish :dish % 30 + 1

BEGIN;
SELECT id FROM orders WHERE idempotency_key = :key;
INSERT INTO orders (table_id, idempotency_key, status) VALUES (:table_id, :key, 'open')
    RETURNING id AS order_id \gset
UPDATE tables SET status = 'occupied', updated_at = NOW() WHERE id = :table_id;
COMMIT;

BEGIN;
INSERT INTO order_items (order_id, menu_id, qty, price)
    SELECT :order_id, id, 1, price FROM menus WHERE id IN (:dish, :other_dish);
UPDATE orders SET updated_at = NOW(), total_price =
    (SELECT SUM(qty * price) FROM order_items WHERE order_id = :order_id) WHERE id = :order_id;
COMMIT;

BEGIN;
UPDATE orders SET status = 'paid', payment_method = 'cash', paid_at = NOW(), updated_at = NOW()
    WHERE id = :order_id AND status = 'open';
UPDATE tables SET status = 'available', updated_at = NOW() WHERE id = :table_id;
COMMIT;
