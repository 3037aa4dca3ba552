import type { DetailedError } from 'tus-js-client';
import { API, api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { ImportField, ImportRun, ImportSource } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';
import type { Desk } from './desk.svelte';

const CHUNK_BYTES = 8 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 5_000, 10_000];
export const FILE_TYPES = '.csv,.tsv,.txt,.xml,.rss,.atom,.json,.gz,text/csv,text/xml,application/json,application/gzip';

/** What a column may mean, the things that every table has first. */
export const FIELDS: readonly ImportField[] = [
  'id',
  'title',
  'price',
  'quantity',
  'availability',
  'description',
  'image',
  'images',
  'category',
  'sku',
  'weight_g',
  'weight_kg',
  'sale_price',
  'compare_at',
  'tax_class',
  'currency',
  'group',
  'size',
  'color',
  'material',
  'pattern',
  'attributes',
  'option1_name',
  'option1',
  'option2_name',
  'option2',
  'option3_name',
  'option3',
  'status',
  'published'
];
/** These may be told by several columns. */
const SHARED: readonly ImportField[] = ['category', 'images'];
const NAMES: readonly ImportField[] = ['id', 'sku', 'group', 'title'];
const FACTS: readonly ImportField[] = ['price', 'quantity', 'availability'];

const WORKING = ['waiting', 'reading', 'applying', 'undoing'] as const;
const ENDED = ['done', 'unchanged', 'cancelled', 'failed', 'undone'] as const;

/** The step that the server works on; null when it waits for a person, or is over. */
export const stepOf = (run: ImportRun): (typeof WORKING)[number] | null => WORKING.find((step) => step === run.status) ?? null;
/** How a run ended; null when it has not. */
export const endOf = (run: ImportRun): (typeof ENDED)[number] | null => ENDED.find((end) => end === run.status) ?? null;

/** Whether a mapping tells enough: what a product is called, and what it costs or how many there are. */
export function isEnough(fields: readonly (ImportField | '')[]): boolean {
  return NAMES.some((name) => fields.includes(name)) && FACTS.some((fact) => fields.includes(fact));
}

/** The first meaning that two columns claim though only one may. */
export function claimedTwice(fields: readonly (ImportField | '')[]): ImportField | null {
  const twice = fields.find((field, at) => field && !SHARED.includes(field) && fields.indexOf(field) !== at);
  return twice || null;
}

/** "catalogo-2026.csv.gz" is the source "catalogo-2026", so that the next file of that name finds its mapping. */
export const nameOfFile = (file: File): string => file.name.replace(/(\.[a-z]{2,4}){1,2}$/i, '').slice(0, 80) || 'CSV';

export function nameOfAddress(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url.slice(0, 80);
}

export const addSource = (desk: Desk, name: string, url: string | null): Promise<ImportSource> =>
  api.post<ImportSource>(desk.api('/import-sources'), { id: newId(), name, url });

export const begin = (source: ImportSource, uploadId: string | null): Promise<ImportRun> =>
  api.post<ImportRun>(`/import-sources/${source.id}/runs`, { id: newId(), upload_id: uploadId });

/** Send a file in pieces, going on where it stopped. Answers the upload's id; throws Problem. */
export async function upload(file: File, onProgress: (percent: number) => void): Promise<string> {
  const tus = await import('tus-js-client');
  return new Promise((resolve, reject) => {
    const sending = new tus.Upload(file, {
      endpoint: `${API}/uploads`,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      storeFingerprintForResuming: false,
      metadata: { filename: file.name, filetype: file.type || 'text/csv' },
      onProgress: (sent, whole) => onProgress(whole ? Math.floor((sent / whole) * 100) : 0),
      onError: (error) => reject(problemOf(error)),
      onSuccess: () => resolve(new URL(sending.url ?? '', location.href).pathname.split('/').pop() ?? '')
    });
    sending.start();
  });
}

function problemOf(error: Error | DetailedError): Problem {
  const answer = 'originalResponse' in error ? error.originalResponse : null;
  if (!answer) return new Problem(0, 'offline');
  try {
    const read = JSON.parse(answer.getBody()) as Record<string, unknown>;
    return new Problem(answer.getStatus(), typeof read.code === 'string' ? read.code : 'unexpected', read);
  } catch {
    return new Problem(answer.getStatus(), 'unexpected');
  }
}
