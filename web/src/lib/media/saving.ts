/** The viewer asked her browser to spare her data. */
export const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** A browser that plays HLS by itself chooses the rung, too: who saves data is better off with the script. */
export const playsHls = (video: HTMLVideoElement): boolean => !savesData() && video.canPlayType('application/vnd.apple.mpegurl') !== '';
