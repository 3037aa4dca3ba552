/** What is laid over a clip: loaded once a clip has it, and not before its picture is there. */
export { default as CaptionsButton } from './CaptionsButton.svelte';
export { default as Overlay } from './Overlay.svelte';
