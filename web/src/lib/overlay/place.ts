/** Where stickers go: their middle is a part of the picture, and the picture may be cut off or smaller than the stage. */

export type Box = { left: number; top: number; width: number; height: number };
export type Size = { width: number; height: number };

/** Wider than this is shown whole, not cropped to fill a phone; as the player does. */
const PORTRAIT_MAX = 0.72;

/** Where the picture lies on a stage, in pixels. It reaches over the edges where it is cropped. */
export function pictureOn(stage: Size, clip: Size): Box {
  const across = stage.width / clip.width;
  const down = stage.height / clip.height;
  const scale = clip.width / clip.height > PORTRAIT_MAX ? Math.min(across, down) : Math.max(across, down);
  const [width, height] = [clip.width * scale, clip.height * scale];
  return { left: (stage.width - width) / 2, top: (stage.height - height) / 2, width, height };
}

/** The middle of a sticker on the stage: where it was put, moved until it lies whole in the safe box. */
export function middleOf(at: { x: number; y: number }, size: Size, picture: Box, safe: Box): { left: number; top: number } {
  return {
    left: within(picture.left + at.x * picture.width, safe.left, safe.width, size.width),
    top: within(picture.top + at.y * picture.height, safe.top, safe.height, size.height)
  };
}

/** The part of the picture at a point of the stage. */
export function partAt(point: { left: number; top: number }, picture: Box): { x: number; y: number } {
  return { x: bounded((point.left - picture.left) / picture.width), y: bounded((point.top - picture.top) / picture.height) };
}

const bounded = (part: number): number => Math.min(1, Math.max(0, Math.round(part * 1000) / 1000));

function within(middle: number, start: number, room: number, size: number): number {
  if (size >= room) return start + room / 2;
  return Math.min(start + room - size / 2, Math.max(start + size / 2, middle));
}
