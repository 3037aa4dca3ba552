"""What each page tells: titles, texts, pictures, links, and what search engines read of it (schema.org)."""

from collections.abc import Sequence

from vitrina.affiliates.model import Disclosure
from vitrina.catalogue.model import ProductStatus
from vitrina.channels.model import IncomingCart
from vitrina.feed.model import Clip
from vitrina.identity.model import HandleKind
from vitrina.kit.config import Settings
from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.live.model import RoomCard
from vitrina.media import service as media
from vitrina.pages.model import Link, Picture, Profile, Story, Tile
from vitrina.pages.rules.words import (
    TEXT_LENGTH_MAX,
    TITLE_LENGTH_MAX,
    cut,
    iso_duration,
    sum_text,
    units,
)
from vitrina.storefront.model import CollectionCard, ProductCard, ProductView, Rating

SCHEMA = "https://schema.org"
# Pictures of a list that a phone shows at once.
TILES_SHOWN = 4
Linked = dict[str, object]


def app_story(language: Language, *, is_night: bool = False) -> Story:
    """Tell nothing: the web app knows what belongs on the page."""
    return Story(title="Vitrina", text=say(language, "pages.home_text"), is_night=is_night)


def missing_story(language: Language) -> Story:
    """Tell that there is nothing here."""
    return Story(title=say(language, "pages.missing_title"), text=say(language, "pages.missing_text"))


def shelves_story(language: Language, products: Sequence[ProductCard] = ()) -> Story:
    """Tell about the list of what is on sale. products: the first of it, where they come with the page."""
    title, text = say(language, "pages.shop_title"), say(language, "pages.shop_text")
    pictures = [each.image_url for each in products if each.image_url]
    return Story(
        title=title,
        text=text,
        path="/shop",
        links=[Link(path=f"/p/{each.id}", text=each.title) for each in products],
        tiles=[Tile(url=each) for each in pictures[:TILES_SHOWN]],
    )


def shows_story(language: Language, rooms: Sequence[RoomCard] = ()) -> Story:
    """Tell about the shows. rooms: in the order in which the page shows them."""
    title, text = say(language, "pages.shows_title"), say(language, "pages.shows_text")
    pictures = [each.cover_url for each in rooms if each.cover_url]
    return Story(
        title=title,
        text=text,
        path="/live",
        links=[Link(path=f"/live/{each.id}", text=each.title) for each in rooms],
        tiles=[Tile(url=each, is_tall=True) for each in pictures[:TILES_SHOWN]],
    )


def goods_story(language: Language) -> Story:
    """Tell about the list of what may not be sold where."""
    title, text = say(language, "pages.goods_title"), say(language, "pages.goods_text")
    return Story(title=title, text=text, path="/prohibited-goods")


def cart_story(brought: IncomingCart, *, settings: Settings, language: Language) -> Story:
    """Tell what somebody shares to be bought. It stays out of search: a link is for whoever got it."""
    products = {line.product.id: line.product for line in brought.lines}
    first = next((each for each in products.values() if each.image_url), None)
    picture = (
        first
        and first.image_url
        and Picture(
            url=first.image_url, preview_url=media.public_url(settings, first.image_url), alt=first.title
        )
    )
    names = ", ".join(each.title for each in products.values())
    return Story(
        title=say(language, "pages.cart_title"),
        text=cut(names, TEXT_LENGTH_MAX) or say(language, "pages.home_text"),
        picture=picture or None,
    )


def collection_story(card: CollectionCard, *, settings: Settings, language: Language) -> Story:
    """Tell about a collection of a shop."""
    path = f"/shop?collection={card.id}"
    shelf = Link(path="/shop", text=say(language, "pages.shop_title"))
    shop = Link(path=f"/@{card.shop.handle}", text=card.shop.name)
    picture = card.image_url and Picture(
        url=card.image_url, preview_url=media.public_url(settings, card.image_url), alt=card.name
    )
    return Story(
        title=f"{card.name} · {card.shop.name}",
        text=say(language, "pages.collection_text", shop=card.shop.name),
        path=path,
        picture=picture or None,
        linked=[_breadcrumbs([shelf, shop, Link(path=path, text=card.name)], settings)],
        links=[shop, shelf],
    )


def feed_story(clips: Sequence[Clip], *, settings: Settings, language: Language) -> Story:
    """Tell about the clips for everybody; the first one is on the screen."""
    first = clips[0] if clips else None
    return Story(
        title=say(language, "pages.home_title"),
        text=say(language, "pages.home_text"),
        path="/",
        picture=_poster(first, settings) if first else None,
        linked=[
            {
                "@context": SCHEMA,
                "@type": "WebSite",
                "name": "Vitrina",
                "url": f"{settings.base_url}/",
                "inLanguage": language.value,
            }
        ],
        links=[Link(path=f"/v/{clip.id}", text=clip_title(clip, language)) for clip in clips],
        is_night=True,
    )


def clip_title(clip: Clip, language: Language) -> str:
    """Name a clip by the first line of its caption."""
    first_line = clip.caption.strip().partition("\n")[0]
    return cut(first_line, TITLE_LENGTH_MAX) or say(language, "pages.clip_title", name=clip.creator.name)


def clip_story(clip: Clip, *, settings: Settings, language: Language) -> Story:
    """Tell about one clip and the products in it."""
    path = f"/v/{clip.id}"
    title = clip_title(clip, language)
    by_id = {each.product.id: each.product for each in clip.products}
    names = ", ".join(product.title for product in by_id.values())
    shown = say(language, "pages.clip_shows", name=clip.creator.name, products=names) if names else ""
    rest = clip.caption if title.endswith("…") else clip.caption.strip().partition("\n")[2]
    # First, so that nothing cuts it off: who sees a preview alone must know, too.
    label = say(language, "pages.clip_paid") if Disclosure.PAID in clip.disclosures else ""
    text = cut(f"{label} {rest} {shown}", TEXT_LENGTH_MAX) or title
    creator = Link(path=f"/@{clip.creator.handle}", text=f"@{clip.creator.handle}")
    products = [
        Link(path=f"/p/{each.id}", text=f"{each.title} — {sum_text(each.price, language)}")
        for each in by_id.values()
    ]
    return Story(
        title=title,
        text=text,
        path=path,
        kind="video.other",
        picture=_poster(clip, settings),
        facts=[("og:video:duration", str(max(1, round(clip.duration_ms / 1000))))],
        linked=[
            _video_object(clip, title=title, text=text, settings=settings),
            _breadcrumbs([creator, Link(path=path, text=title)], settings),
        ],
        links=[creator, *products],
        is_night=True,
    )


def product_story(product: ProductView, *, settings: Settings, language: Language) -> Story:
    """Tell about one product: price, terms, whether it can be had. Off sale it stays out of search."""
    path = f"/p/{product.id}"
    is_on_sale = product.status is ProductStatus.ACTIVE
    price = _price_text(product, language)
    text = cut(product.description, TEXT_LENGTH_MAX) or say(
        language, "pages.product_text", title=product.title, shop=product.shop.name, price=price
    )
    first = product.images[0] if product.images else None
    shelf = Link(path="/shop", text=say(language, "pages.shop_title"))
    shop = Link(path=f"/@{product.shop.handle}", text=product.shop.name)
    cheapest = min(product.variants, key=lambda each: each.price.amount_minor).price
    return Story(
        title=product.title,
        text=text,
        path=path if is_on_sale else None,
        kind="product",
        picture=first
        and Picture(
            url=first.url,
            preview_url=media.public_url(settings, first.url),
            width=first.width,
            height=first.height,
            alt=first.alt,
        ),
        price=price,
        facts=[
            ("product:price:amount", units(cheapest)),
            ("product:price:currency", cheapest.currency.value),
            ("product:availability", "in stock" if _is_available(product) else "out of stock"),
        ],
        linked=[
            _product_object(product, text=text, settings=settings),
            _breadcrumbs([shelf, shop, Link(path=path, text=product.title)], settings),
        ],
        links=[shop, shelf],
    )


def profile_story(profile: Profile, *, settings: Settings, language: Language) -> Story:
    """Tell about a person or a shop."""
    path = f"/@{profile.handle}"
    text = cut(profile.bio, TEXT_LENGTH_MAX) or say(language, "pages.profile_text", name=profile.name)
    picture = profile.avatar_url and Picture(
        url=profile.avatar_url,
        preview_url=media.public_url(settings, profile.avatar_url),
        alt=profile.name,
    )
    return Story(
        title=f"{profile.name} (@{profile.handle})",
        text=text,
        path=path,
        kind="profile",
        picture=picture or None,
        facts=[("profile:username", profile.handle)],
        linked=[
            _profile_page(profile, text=text, settings=settings),
            _breadcrumbs([Link(path=path, text=profile.name)], settings),
        ],
    )


def _poster(clip: Clip, settings: Settings) -> Picture:
    return Picture(
        url=clip.poster_url,
        preview_url=media.public_url(settings, clip.poster_url),
        width=clip.width,
        height=clip.height,
        alt=cut(clip.caption, TITLE_LENGTH_MAX),
    )


def _price_text(product: ProductView, language: Language) -> str:
    prices = sorted({each.price.amount_minor: each.price for each in product.variants}.items())
    lowest = sum_text(prices[0][1], language)
    if not _is_available(product):
        return f"{lowest} · {say(language, 'pages.sold_out')}"
    return lowest if len(prices) == 1 else say(language, "pages.price_from", price=lowest)


def _is_available(product: ProductView) -> bool:
    return product.status is ProductStatus.ACTIVE and any(each.available > 0 for each in product.variants)


def _video_object(clip: Clip, *, title: str, text: str, settings: Settings) -> Linked:
    return {
        "@context": SCHEMA,
        "@type": "VideoObject",
        "name": title,
        "description": text,
        "thumbnailUrl": [media.public_url(settings, clip.poster_url)],
        "contentUrl": media.public_url(settings, clip.hls_url),
        "url": f"{settings.base_url}/v/{clip.id}",
        "uploadDate": clip.published_at,
        "duration": iso_duration(clip.duration_ms),
        "width": clip.width,
        "height": clip.height,
        "inLanguage": clip.language.value,
        "creator": {
            "@type": "Person",
            "name": clip.creator.name,
            "url": f"{settings.base_url}/@{clip.creator.handle}",
        },
        "interactionStatistic": _interactions("LikeAction", clip.like_count),
    }


def _product_object(product: ProductView, *, text: str, settings: Settings) -> Linked:
    found: Linked = {
        "@context": SCHEMA,
        "@type": "Product",
        "name": product.title,
        "description": text,
        "image": [media.public_url(settings, each.url) for each in product.images],
        "url": f"{settings.base_url}/p/{product.id}",
        "offers": _offers(product, settings),
        **_aggregate_rating(product.rating),
    }
    if sku := product.variants[0].sku:
        found["sku"] = sku
    return found


def _aggregate_rating(rating: Rating | None) -> Linked:
    """Tell what buyers think; nothing is said of what nobody rated, as search engines ask."""
    if rating is None:
        return {}
    return {
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": f"{rating.average_tenths // 10}.{rating.average_tenths % 10}",
            "reviewCount": rating.count,
            "bestRating": 5,
            "worstRating": 1,
        }
    }


def _offers(product: ProductView, settings: Settings) -> Linked:
    amounts = sorted(product.variants, key=lambda each: each.price.amount_minor)
    low, high = amounts[0].price, amounts[-1].price
    common: Linked = {
        "priceCurrency": low.currency.value,
        "availability": f"{SCHEMA}/{'InStock' if _is_available(product) else 'OutOfStock'}",
        "url": f"{settings.base_url}/p/{product.id}",
        "seller": {
            "@type": "Organization",
            "name": product.shop.name,
            "url": f"{settings.base_url}/@{product.shop.handle}",
        },
        "hasMerchantReturnPolicy": _return_policy(product),
    }
    if low == high:
        return {"@type": "Offer", "price": units(low), **common}
    return {
        "@type": "AggregateOffer",
        "lowPrice": units(low),
        "highPrice": units(high),
        "offerCount": len(product.variants),
        **common,
    }


def _return_policy(product: ProductView) -> Linked:
    policy: Linked = {"@type": "MerchantReturnPolicy", "applicableCountry": product.shop.country.value}
    if not product.shop.return_days:
        return {**policy, "returnPolicyCategory": f"{SCHEMA}/MerchantReturnNotPermitted"}
    category = f"{SCHEMA}/MerchantReturnFiniteReturnWindow"
    return {**policy, "returnPolicyCategory": category, "merchantReturnDays": product.shop.return_days}


def _profile_page(profile: Profile, *, text: str, settings: Settings) -> Linked:
    about: Linked = {
        "@type": "Person" if profile.kind is HandleKind.PERSON else "Organization",
        "name": profile.name,
        "alternateName": profile.handle,
        "identifier": str(profile.id),
        "description": text,
        "url": f"{settings.base_url}/@{profile.handle}",
        "interactionStatistic": _interactions("FollowAction", profile.follower_count),
    }
    if profile.avatar_url:
        about["image"] = media.public_url(settings, profile.avatar_url)
    return {"@context": SCHEMA, "@type": "ProfilePage", "mainEntity": about}


def _interactions(kind: str, count: int) -> Linked:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"{SCHEMA}/{kind}",
        "userInteractionCount": count,
    }


def _breadcrumbs(links: Sequence[Link], settings: Settings) -> Linked:
    steps = [Link(path="/", text="Vitrina"), *links]
    return {
        "@context": SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step.text,
                "item": settings.base_url + step.path,
            }
            for position, step in enumerate(steps, 1)
        ],
    }
