import { API } from '#lib/api/client.ts';

/** What the server told of one call (see vitrina.kit.xray). */
export type Trace = {
  module: string;
  handler: string;
  file: string;
  line: number;
  path: string | null;
  duration_ms: number;
  statement_count: number;
  statements: { sql: string; duration_ms: number }[];
};
export type Call = { id: number; method: string; path: string; status: number; trace: Trace };

const CALLS_MAX = 30;
const AGAIN_MAX = 12;
const HEADERS = { 'x-ray': '1' };
const TELLS = 'x-ray-trace';

/** The calls of this page, the newest first. */
let calls = $state.raw<Call[]>([]);
let count = 0;
/** Before anybody else has a word in it. */
let ask: typeof fetch | null = null;

export const callsSeen = (): Call[] => calls;

/** From now on until a reload each call tells what answered it; what was read before is read again. */
export async function begin(): Promise<void> {
  if (ask) return;
  ask = window.fetch.bind(window);
  window.fetch = told;
  const earlier = performance.getEntriesByType('resource').map((entry) => new URL(entry.name));
  const read = earlier.filter((url) => url.origin === location.origin && url.pathname.startsWith(`${API}/`));
  const paths = [...new Set(read.map((url) => url.pathname + url.search))].slice(-AGAIN_MAX);
  for (const path of [location.pathname + location.search, ...paths]) await again(path);
}

/** Reading changes nothing; what was written is not to be read, and is left out. */
async function again(path: string): Promise<void> {
  try {
    note('GET', path, await ask!(path, { headers: HEADERS }));
  } catch {
    // A dead line is told by the page itself.
  }
}

async function told(what: RequestInfo | URL, how: RequestInit = {}): Promise<Response> {
  const url = new URL(what instanceof Request ? what.url : what, location.href);
  if (url.origin !== location.origin || what instanceof Request) return ask!(what, how);
  const answer = await ask!(what, { ...how, headers: { ...Object.fromEntries(new Headers(how.headers)), ...HEADERS } });
  note(how.method ?? 'GET', url.pathname + url.search, answer);
  return answer;
}

function note(method: string, path: string, answer: Response): void {
  const text = answer.headers.get(TELLS);
  if (!text) return;
  count += 1;
  const call = { id: count, method, path, status: answer.status, trace: JSON.parse(text) as Trace };
  calls = [call, ...calls.filter((one) => one.method !== method || one.path !== path)].slice(0, CALLS_MAX);
}
