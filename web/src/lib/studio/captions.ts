export const CAPTION_LENGTH_MAX = 2_200;
