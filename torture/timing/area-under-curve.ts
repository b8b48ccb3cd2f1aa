/**
 * How often one of `left` is below one of `right`, ties counting half (Mann-Whitney): 0.5 where nobody could tell the two
 * apart, 0 or 1 where one look would do. Neither may be empty.
 */
export function areaUnderCurve(left: readonly number[], right: readonly number[]): number {
  const all = [...left.map((value) => ({ value, isLeft: true })), ...right.map((value) => ({ value, isLeft: false }))];
  all.sort((one, other) => one.value - other.value);
  let rankSum = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    // Ranks begin with 1; equal values share the middle of theirs.
    const rank = (start + 1 + end) / 2;
    for (; start < end; start += 1) if (!all[start]?.isLeft) rankSum += rank;
  }
  return (rankSum - (right.length * (right.length + 1)) / 2) / (left.length * right.length);
}
