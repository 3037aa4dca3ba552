import type { Schemas } from '#lib/api/types.ts';

export type ShipmentRow = Schemas['ShipmentRow'];
export const ROWS_MAX = 200;

/**
 * Read rows that somebody copied from a table or a CSV file: code, tracking number, then perhaps carrier and address.
 * Cells are parted by tabs, semicolons or commas, whichever the line has; a heading and what has no number is passed over.
 */
export function pastedRows(text: string, carrier: string): ShipmentRow[] {
  const rows: ShipmentRow[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const separator = ['\t', ';', ','].find((each) => line.includes(each));
    if (!separator) continue;
    const [code = '', tracking_number = '', own = '', url = ''] = line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1').trim());
    if (!/^[A-Za-z]{2}-[A-Za-z0-9]+$/.test(code) || !tracking_number) continue;
    rows.push({ code: code.toUpperCase(), tracking_number, carrier: own || carrier, ...(/^https?:\/\//i.test(url) && { tracking_url: url }) });
  }
  return rows.slice(0, ROWS_MAX);
}
