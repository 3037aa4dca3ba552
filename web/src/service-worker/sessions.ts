import { API, type Concern } from './concern';
import { recall, remember } from './store';

const OWNER = 'owner';

/** Whose things are kept on this device; undefined for guests. */
export const owner = (): Promise<string | undefined> => recall<string>(OWNER);

/** Whoever leaves this device, or makes room for somebody else on it, takes along what was kept for her. */
export function sessions(forget: () => Promise<void>): Concern {
  async function arrive(id: string | undefined): Promise<void> {
    if ((await owner()) === id) return;
    await forget();
    await remember(OWNER, id);
  }

  async function enter(request: Request): Promise<Response> {
    const answer = await fetch(request);
    // Before the page knows: whoever looks next finds nothing of another person.
    if (answer.ok) await arrive(((await answer.clone().json()) as { me: { id: string } }).me.id);
    return answer;
  }

  async function leave(request: Request): Promise<Response> {
    const answer = await fetch(request);
    if (answer.ok) await arrive(undefined);
    return answer;
  }

  return {
    answer({ request }) {
      const { origin, pathname } = new URL(request.url);
      if (origin !== location.origin || !pathname.startsWith(`${API}/sessions`)) return null;
      if (request.method === 'POST') return enter(request);
      return request.method === 'DELETE' ? leave(request) : null;
    },

    told: {
      /** What the server says of who is here, whichever way she came or went; undefined when it said nothing. */
      async started({ person }) {
        if (person !== undefined) await arrive(person === null ? undefined : String(person));
      }
    }
  };
}
