/** Pairs as lines of `name=value`, as people type them. */
export const writePairs = (pairs: Record<string, string>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

export function readPairs(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]));
}

/** Basis points as per cent, `7000` as `70`; empty for none. */
export const writePercent = (bps: number | null): string => (bps === null ? '' : String(bps / 100));

/** Per cent as basis points; undefined for what is no rate from 0 to 100. */
export function readPercent(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.').replace('%', '') || 'x');
  const bps = Math.round(value * 100);
  return bps >= 0 && bps <= 10_000 ? bps : undefined;
}
