// tus-js-client, as the web app uses it, on one of the ways below. Prints what happened as JSON.
import { createReadStream, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';

const { way, web, endpoint, headers, path, memory } = JSON.parse(process.argv[2]);
const { FileUrlStorage, Upload } = createRequire(`${web}/package.json`)('tus-js-client');
const seen = [];

const options = {
  endpoint,
  headers,
  chunkSize: 1_000_000,
  retryDelays: [100, 200, 400, 800],
  metadata: { filename: 'niña.mp4', filetype: 'video/mp4' },
  urlStorage: new FileUrlStorage(memory),
  onAfterResponse: (request, response) => {
    seen.push([request.getMethod(), response.getStatus(), Number(response.getHeader('Upload-Offset') ?? -1)]);
  }
};

function open(more = {}, file = createReadStream(path)) {
  let upload;
  const ended = new Promise((resolve, reject) => {
    upload = new Upload(file, { ...options, ...more, onSuccess: resolve, onError: reject });
  });
  return { upload, ended };
}

async function whole(more, file) {
  const { upload, ended } = open(more, file);
  upload.start();
  await ended;
  return upload.url;
}

/** Send two pieces, stop, and tell where. */
async function broken() {
  let stopped;
  const stop = new Promise((resolve) => (stopped = resolve));
  const { upload } = open({
    onChunkComplete: (_, accepted) => {
      if (accepted < 2_000_000) return;
      upload.abort().then(stopped);
    }
  });
  upload.start();
  await stop;
  return upload;
}

const WAYS = {
  whole: () => whole({}),
  withFirstBytes: () => whole({ uploadDataDuringCreation: true }),
  // A stream of which nobody knows how long it is, as from a camera.
  lengthLater: () => whole({ uploadLengthDeferred: true }, createReadStream(path).pipe(new PassThrough())),
  byPost: () => whole({ overridePatchMethod: true }),
  resumed: async () => {
    const first = await broken();
    const { upload, ended } = open();
    const [before] = await upload.findPreviousUploads();
    upload.resumeFromPreviousUpload(before);
    upload.start();
    await ended;
    if (upload.url !== first.url) throw new Error('another upload');
    return upload.url;
  },
  ended: async () => {
    const upload = await broken();
    await upload.abort(true);
    return upload.url;
  },
  tooLarge: () => whole({ uploadSize: statSync(path).size + 1_000_000_000 })
};

try {
  console.log(JSON.stringify({ url: await WAYS[way](), seen }));
} catch (error) {
  console.log(JSON.stringify({ problem: error.originalResponse?.getBody() ?? String(error), seen }));
}
process.exit(0);
