import { API, type Concern } from './concern';

/** Who leaves this device takes along what was kept for her. */
export function sessions(forget: () => Promise<void>): Concern {
  return {
    answer(event) {
      const { pathname } = new URL(event.request.url);
      if (event.request.method !== 'DELETE' || !pathname.startsWith(`${API}/sessions`)) return null;
      return leave(event.request, forget);
    }
  };
}

async function leave(request: Request, forget: () => Promise<void>): Promise<Response> {
  const answer = await fetch(request);
  // Before the page knows: whoever looks next finds nothing.
  if (answer.ok) await forget();
  return answer;
}
