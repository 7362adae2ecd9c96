// Money on the screen: satang as whole numbers, never floats. The server alone decides totals.

/** Return satang for "60.00", 60.5, "๖๐", "1,000.5"; NaN when it is no amount. */
export function satang(text) {
  const plain = westernDigits(String(text)).trim().replaceAll(",", "");
  const match = /^(\d{1,8})(?:\.(\d{0,2}))?$/.exec(plain);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : NaN;
}

/** Return "โต๊ะ 7" for "โต๊ะ ๗". */
export function westernDigits(text) {
  return text.replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50);
}

/** Return "฿1,145.00" for 114500. */
export function baht(amount) {
  const [whole, rest] = [Math.floor(amount / 100), String(amount % 100).padStart(2, "0")];
  return `฿${whole.toLocaleString("en-US")}.${rest}`;
}

/** Return "฿1,145" for 114500, "฿62.50" for 6250: satang only where there are any. */
export function bahtShort(amount) {
  return baht(amount).replace(/\.00$/, "");
}

/** Tell whether so much more than `total` was received (satang) that it was rather a scanner. The
 * same as orders_app/billing/tender.py. */
export function isImplausible(received, total) {
  return received - total > 5000_00;
}

/** Return the amounts above `total` (satang) a guest is likely to hand over, in whole baht.
 * The same as orders_app/billing/tender.py, for a till without its server. */
export function likelyTenders(total) {
  const single = [20, 50, 100, 500, 1000].filter((note) => note * 100 > total);
  const several = [100, 500, 1000].map((step) => Math.ceil(total / 100 / step) * step);
  const larger = [...single, ...several].filter((amount) => amount * 100 > total);
  return [...new Set(larger)].sort((a, b) => a - b);
}
