// What `bench chat` is compared with beside picows alone: ws on Node, writing frames of a size at a rate to all.
// The order: port, bytes of a frame's text, frames a second, seconds. It begins with a line on standard input.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

const BACKLOG = 4_096;
const [port, frameBytes, rate, seconds] = JSON.parse(process.argv[2]);

const server = new WebSocketServer({ host: '127.0.0.1', port, backlog: BACKLOG, perMessageDeflate: false });
await once(server, 'listening');
console.log('ready');
await once(process.stdin, 'data');

const beganMs = performance.now();
const count = Math.floor(rate * seconds);
for (let number = 1; number <= count; number++) {
  await sleep(Math.max(0, beganMs + (number / rate) * 1_000 - performance.now()));
  const text = `{"seq":${number},"kind":"chat","body":{"text":"t=${process.hrtime.bigint()} `;
  const frame = Buffer.from(`${text.padEnd(frameBytes - 3, '.')}"}}`);
  for (const each of server.clients) each.send(frame, { binary: false });
}
console.log(count);
