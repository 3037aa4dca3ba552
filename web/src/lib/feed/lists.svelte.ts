/** Placeholder that the next commit replaces. */
export function homeTapped(): void {
  scrollTo({ top: 0 });
}
