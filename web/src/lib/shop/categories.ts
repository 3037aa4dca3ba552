/** The shelves of the shop; `t(`category.${slug}`)` names them. */
export const CATEGORIES = [
  'clothing',
  'shoes',
  'bags',
  'accessories',
  'makeup',
  'skincare',
  'hair',
  'home',
  'kitchen',
  'pantry',
  'electronics',
  'stationery',
  'games',
  'sports',
  'baby',
  'pets'
] as const;

export type Category = (typeof CATEGORIES)[number];
