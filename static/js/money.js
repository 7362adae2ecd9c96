// Money on the screen: satang as whole numbers, never floats. The server alone decides totals.

/** Return satang for "60.00", "๖๐", "1,000.5"; NaN when it is no amount. */
export function satang(text) {
  const plain = String(text).trim().replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50).replaceAll(",", "");
  const match = /^(\d{1,8})(?:\.(\d{0,2}))?$/.exec(plain);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : NaN;
}

/** Return "฿1,145.00" for 114500. */
export function baht(amount) {
  const [whole, rest] = [Math.floor(amount / 100), String(amount % 100).padStart(2, "0")];
  return `฿${whole.toLocaleString("en-US")}.${rest}`;
}
