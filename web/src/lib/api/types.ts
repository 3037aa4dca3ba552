/** What the API speaks. Written by hand to the HTTP contract; names equal the schemas of openapi.json. */

export type Language = 'es' | 'pt' | 'en';
export type Country = 'MX' | 'BR' | 'CO' | 'CL' | 'AR' | 'PE' | 'US';
export type Currency = 'MXN' | 'BRL' | 'COP' | 'CLP' | 'ARS' | 'PEN' | 'USD';
export type Capability = 'earn' | 'sell' | 'operate';

/** Whole minor units of the currency. */
export type Money = { amount: number; currency: Currency };
export type Page<T> = { items: T[]; next_cursor: string | null };

export type Me = {
  id: string;
  handle: string;
  name: string;
  bio: string;
  email: string;
  avatar_url: string | null;
  birth_date: string | null;
  language: Language;
  country: Country | null;
  capabilities: Capability[];
  has_password: boolean;
  created_at: string;
};

export type SignedIn = { me: Me; is_new: boolean };
export type Token = { id: string; name: string; created_at: string; expires_at: string; last_used_at: string | null };
export type NewToken = { id: string; token: string };

export type Shop = {
  id: string;
  handle: string;
  name: string;
  description: string;
  country: Country;
  currency: Currency;
  shipping: Money;
  return_days: number;
  transit_max_days: number;
  avatar_url: string | null;
  is_member: boolean;
};

export type Profile = {
  kind: 'person' | 'shop';
  id: string;
  handle: string;
  name: string;
  bio: string;
  avatar_url: string | null;
  follower_count: number;
  following_count: number;
  clip_count: number;
  is_following: boolean;
  is_self: boolean;
  shop?: Shop;
};

export type ShopName = { id: string; handle: string; name: string };

export type ProductCard = {
  id: string;
  title: string;
  image_url: string | null;
  price: Money;
  compare_at: Money | null;
  has_price_range: boolean;
  is_sold_out: boolean;
  shop: ShopName;
};

export type ProductImage = { file_id: string; url: string; width: number; height: number; alt: string };
export type ProductOption = { name: string; values: string[] };
export type Variant = {
  id: string;
  sku: string;
  values: string[];
  price: Money;
  compare_at: Money | null;
  available: number;
};
export type ProductStatus = 'draft' | 'active' | 'archived';

export type Product = {
  id: string;
  title: string;
  description: string;
  category: string;
  status: ProductStatus;
  shop: ShopName & { country: Country; return_days: number; shipping: Money; avatar_url: string | null };
  images: ProductImage[];
  options: ProductOption[];
  variants: Variant[];
  price_includes_tax: boolean;
  created_at: string;
};

export type ProductOwn = Omit<Product, 'shop' | 'variants'> & { variants: Omit<Variant, 'available'>[] };

export type StockLevel = {
  variant_id: string;
  available: number;
  held: number;
  sold_unshipped: number;
  quantity: number;
  is_short: boolean;
};

export type UploadedImage = { file_id: string; url: string; width: number; height: number };

export type ProductTag = { product_id: string; from_ms: number; to_ms: number };
export type ClipProduct = { from_ms: number; to_ms: number; product: ProductCard };

export type Video = {
  id: string;
  status: 'processing' | 'ready' | 'failed';
  is_published: boolean;
  progress_percent: number;
  failure: { code: string; title: string } | null;
  caption: string;
  language: Language;
  duration_ms: number | null;
  width: number | null;
  height: number | null;
  hls_url: string | null;
  poster_url: string | null;
  tags: (ProductTag & { product: ProductCard })[];
  like_count: number;
  published_at: string | null;
  created_at: string;
};

export type Disclosure = 'commission' | 'own_brand';
export type Creator = {
  id: string;
  handle: string;
  name: string;
  avatar_url: string | null;
  is_following: boolean;
  is_self: boolean;
};

export type Clip = {
  id: string;
  creator: Creator;
  caption: string;
  language: Language;
  hls_url: string;
  poster_url: string;
  width: number;
  height: number;
  duration_ms: number;
  like_count: number;
  is_liked: boolean;
  products: ClipProduct[];
  disclosures: Disclosure[];
  published_at: string;
  why: 'new' | 'popular' | 'following';
};

export type Liked = { like_count: number; is_liked: boolean };
export type View = { video_id: string; watched_ms: number; completed: boolean };
export type Touch = { id: string; creator_id: string; expires_at: string };

export type CartLine = {
  variant_id: string;
  product: ProductCard;
  variant_values: string[];
  quantity: number;
  price_when_added: Money;
  price: Money;
  available: number;
  touch_id: string | null;
  is_available: boolean;
};
export type Cart = { id: string; lines: CartLine[]; line_count: number };

export type LineWanted = { variant_id: string; quantity: number; touch_id?: string };
export type QuoteLine = {
  variant_id: string;
  product_id: string;
  title: string;
  variant_values: string[];
  image_url: string | null;
  quantity: number;
  unit_price: Money;
  total: Money;
  tax: Money;
};
export type QuoteOrder = { shop: ShopName; lines: QuoteLine[]; shipping: Money; tax: Money; total: Money };
export type Quote = { orders: QuoteOrder[]; tax: Money; shipping: Money; total: Money };

export type Address = {
  country: Country;
  name: string;
  line1: string;
  line2?: string;
  neighbourhood?: string;
  city: string;
  state?: string;
  postal_code?: string;
  phone?: string;
  references?: string;
};
export type Buyer = { email: string; name: string; phone?: string; language: Language };

export type PurchaseStatus =
  | 'awaiting_payment'
  | 'challenge'
  | 'declined'
  | 'pending'
  | 'paid'
  | 'expired'
  | 'refunded';

export type Purchase = {
  id: string;
  status: PurchaseStatus;
  total: Money;
  key: string;
  hold_until: string | null;
  orders: { id: string; code: string; shop: ShopName; total: Money; url: string }[];
  payment: { status: string; decline_reason: string | null; challenge: { hint: string } | null } | null;
};

export type SandboxCard = 'success' | 'decline' | 'challenge' | 'time_out';

export type OrderStatus = 'placed' | 'paid' | 'packed' | 'shipped' | 'delivered' | 'cancelled';
export type OrderLine = QuoteLine & { id: string; creator?: { handle: string } | null };
export type Order = {
  id: string;
  code: string;
  status: OrderStatus;
  shop: ShopName;
  buyer: { name: string; email: string } | null;
  address: Address;
  lines: OrderLine[];
  shipping: Money;
  tax: Money;
  total: Money;
  refunded: Money | null;
  timeline: { status: OrderStatus; at: string; note?: string | null }[];
  shipment: { carrier: string; tracking_number: string; tracking_url: string | null } | null;
  can: { cancel: boolean; pack: boolean; ship: boolean; deliver: boolean };
  placed_at: string;
};

export type Plan = {
  rate_bps: number | null;
  version: number;
  overrides: { product_id: string; rate_bps: number }[];
  is_default_plan_opted_out: boolean;
};

export type Earnings = {
  balances: { currency: Currency; pending: Money; available: Money }[];
  next_available_at: string | null;
};

export type TouchOutcome = 'won' | 'earlier' | 'expired' | 'after_cart' | 'own_purchase' | 'own_shop' | 'not_earning';

export type Commission = {
  id: string;
  order_code: string;
  product_title: string;
  image_url: string | null;
  video_id: string;
  state: 'pending' | 'available' | 'void';
  price_paid: Money;
  discount: Money;
  tax_rate_bps: number;
  tax: Money;
  base: Money;
  rate_bps: number;
  plan: { kind: 'shop' | 'product' | 'default'; version: number };
  amount: Money;
  original_amount: Money;
  adjustments: { reason: string; amount: Money; at: string }[];
  hold_until: string | null;
  hold_reason: 'waiting_delivery' | 'return_window' | 'transit_max' | null;
  available_at: string | null;
  created_at: string;
  decision?: {
    rule: 'frozen_touch' | 'last_touch' | 'no_touch';
    winner_touch_id: string | null;
    touches: { id: string; creator_handle: string; at: string; outcome: TouchOutcome }[];
    window_days: number;
  };
};

export type Notice = { id: string; kind: string; title: string; body: string; url: string; at: string; is_read: boolean };
export type DemoMail = { id: string; to: string; subject: string; text: string; html: string; at: string };
export type DemoPerson = { handle: string; name: string; role: string; email: string; password: string };
