import Hls from 'hls.js';
import { savesData } from './saving.ts';

/** What the network gave the last clip: the next one begins with a rung that fits it. */
let seenBps = 0;
/** Until something was seen: the first picture is not the smallest. */
const BEGIN_BPS = 1_000_000;
/** What is fetched of a clip before it is needed. */
const AHEAD_S = 8;
const SAVED_AHEAD_S = 4;

/** Play HLS where the browser does not; null where scripts cannot either. */
export const playByScript = (video: HTMLVideoElement, url: string, onBroken: () => void): Hls | null => {
  if (!Hls.isSupported()) return null;
  const hls = new Hls({
    // Bytes would lift the seconds: of 60 MB, as it comes, every neighbour is fetched whole.
    maxBufferSize: 0,
    maxBufferLength: savesData() ? SAVED_AHEAD_S : AHEAD_S,
    backBufferLength: 0,
    // Its cap would take the place of that of who saves data.
    capLevelToPlayerSize: !savesData(),
    startFragPrefetch: true,
    abrEwmaDefaultEstimate: seenBps || BEGIN_BPS
  });
  hls.on(Hls.Events.MANIFEST_PARSED, () => {
    if (savesData()) hls.startLevel = hls.autoLevelCapping = 0;
  });
  hls.on(Hls.Events.FRAG_BUFFERED, () => (seenBps = hls.bandwidthEstimate));
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (data.fatal) onBroken();
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return hls;
};
