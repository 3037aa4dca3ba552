/** What the API speaks, by the names that the web app uses. The shapes are made from the API's own description. */
import type { components } from './schema';

type Schemas = components['schemas'];

/** One page of a list. */
export type Page<T> = { items: T[]; next_cursor: string | null };

export type Language = Schemas['Language'];
export type Country = Schemas['Country'];
export type Currency = Schemas['Currency'];
export type Capability = Schemas['Capability'];
export type Money = Schemas['Money'];
export type Me = Schemas['Me'];
export type SignedIn = Schemas['SignedIn'];
export type Token = Schemas['Token'];
export type NewToken = Schemas['NewToken'];
export type Shop = Schemas['ShopPublic'];
export type Profile = Schemas['Profile'];
export type ShopName = Schemas['storefront_model_ShopName'];
export type ProductCard = Schemas['ProductCard'];
export type ProductImage = Schemas['Image'];
export type ProductOption = Schemas['Option'];
export type Variant = Schemas['VariantView'];
export type ProductStatus = Schemas['ProductStatus'];
export type Product = Schemas['ProductView'];
export type ProductOwn = Schemas['ProductOwn'];
export type StockLevel = Schemas['Level'];
export type ImportSource = Schemas['SourceView'];
export type ImportSchedule = Schemas['Schedule'];
export type ImportMode = Schemas['Mode'];
export type ImportRun = Schemas['RunView'];
export type ImportColumn = Schemas['Column'];
export type ImportField = Schemas['Field'];
export type ImportItem = Schemas['ItemView'];
export type ImportProblem = Schemas['ProblemView'];
export type FailedPicture = Schemas['PictureView'];
export type UploadedImage = Schemas['FileView'];
export type ProductTag = Schemas['Tag'];
export type ClipProduct = Schemas['ShownProduct'];
export type Video = Schemas['VideoView'];
export type Disclosure = Schemas['Disclosure'];
export type Creator = Schemas['Creator'];
export type Clip = Schemas['Clip'];
export type Liked = Schemas['Liked'];
export type View = Schemas['View'];
export type Touch = Schemas['Touched'];
export type CartLine = Schemas['CartLine'];
export type Cart = Schemas['Cart'];
export type LineWanted = Schemas['LineWanted'];
export type QuoteLine = Schemas['QuoteLine'];
export type QuoteOrder = Schemas['QuoteOrder'];
export type Quote = Schemas['Quote'];
export type Address = Schemas['Address'];
export type Buyer = Schemas['BuyerDetails'];
export type PurchaseStatus = Schemas['PurchaseStatus'];
export type Purchase = Schemas['PurchaseView'];
export type SandboxCard = Schemas['Card'];
export type OrderStatus = Schemas['OrderStatus'];
/** creator: who is thanked for the sale; the contract has it, the API does not say it yet. */
export type OrderLine = Schemas['OrderLineView'] & { creator?: { handle: string } };
export type Order = Omit<Schemas['OrderView'], 'lines'> & { lines: OrderLine[] };
export type Plan = Schemas['Plan'];
export type Earnings = Schemas['Earnings'];
export type TouchOutcome = Schemas['Outcome'];
export type Commission = Schemas['CommissionView'];
export type Notice = Schemas['Notice'];
export type DemoMail = Schemas['DemoMail'];
export type DemoPerson = Schemas['DemoPerson'];
