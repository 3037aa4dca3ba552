import { self } from '$app/service-worker';
import type { Concern, Message } from './concern';
import { kept } from './kept';
import { pictures } from './pictures';
import { push } from './push';
import { queue } from './queue';
import { sessions } from './sessions';
import { share } from './share';
import { shell } from './shell';

/** Who is asked first answers; a request that nobody wants goes its way as if there were no worker. */
const concerns: Concern[] = [sessions(forget), share, queue, kept, pictures, shell, push];

self.addEventListener('install', (event) => {
  event.waitUntil(all('install'));
  // Open pages stay whole: the files of the version they came from are kept beside the new ones (shell.ts).
  void self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(all('activate').then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  if (new URL(event.request.url).protocol !== location.protocol) return;
  for (const concern of concerns) {
    const answer = concern.answer?.(event);
    if (answer) return event.respondWith(answer);
  }
});

self.addEventListener('message', (event) => {
  const message = event.data as Message;
  const acts = concerns.map((concern) => concern.told?.[message.type]).filter((act) => act !== undefined);
  event.waitUntil(inOrder(acts.map((act) => () => act(message))));
});

async function all(step: 'install' | 'activate' | 'forget'): Promise<void> {
  await Promise.all(concerns.map((concern) => concern[step]?.()));
}

/** The first of them before the others: who is here decides what may be kept for her. */
async function inOrder([first, ...rest]: (() => Promise<void>)[]): Promise<void> {
  await first?.();
  await Promise.all(rest.map((act) => act()));
}

async function forget(): Promise<void> {
  await all('forget');
}
