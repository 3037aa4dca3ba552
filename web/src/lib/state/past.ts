/** Has this visit an earlier page of ours, to which Back may lead? */
let visited = 0;

export const notePage = (): void => void (visited += 1);
export const hasPast = (): boolean => visited > 1;
