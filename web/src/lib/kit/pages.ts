/** Where people work and keep their own things: first folders of addresses. All other pages are for looking and buying. */
export const OTHER_PAGES = ['admin', 'demo', 'dev', 'inbox', 'lab', 'me', 'messages', 'sell', 'settings', 'studio'];
