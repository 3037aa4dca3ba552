"""What shops offer: products with options, variants, pictures and prices.

Owns the schema `catalogue` (products, variants, prices, flash prices, collections). Promises that a variant
keeps its id for ever, that no two variants of a product are the same choice, that every price a variant ever
had can be found again by its version, and that `variants_for_sale` answers what may be sold now, and for how
much. Never knows how much stock there is.

Words: an option is a question ("Size") with its values; a variant is one answer to every option, with a
price. An active product is shown and sold, a draft is neither, an archived one is shown to whoever has its
link. A collection is products of one shop under a name, in the order that the shop gave them. A flash price
holds for a time, chosen by the clock where prices are read; a class of tax is which rate a product carries.
"""
