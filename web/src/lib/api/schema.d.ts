/* Made by `npm run types` from docs/reference/openapi.json; do not edit. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export type components = {
    schemas: {
        /** Acceptance */
        Acceptance: {
            instructions: string;
            /** @description http or https */
            label_url?: string | null;
        };
        /** AcceptanceOfMany */
        AcceptanceOfMany: {
            instructions: string;
            return_ids: string[];
        };
        /** AccountEntry */
        AccountEntry: {
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            at: string;
            key: string;
            kind: string;
            source: string;
        };
        /** AccountPageView */
        AccountPageView: {
            url: string;
        };
        /**
         * AccountState
         * @description Whether a provider pays out to whom an account belongs.
         * @enum {string}
         */
        AccountState: "missing" | "ready" | "closed";
        /** AccountView */
        AccountView: {
            number: string;
            provider: string;
            state: components["schemas"]["AccountState"];
        };
        /** Acknowledged */
        Acknowledged: {
            /** Format: date-time */
            at: string;
            /** Format: uuid */
            order_id: string;
            reference: string;
        };
        /** Acknowledgement */
        Acknowledgement: {
            /** @default  */
            reference: string;
        };
        /**
         * Action
         * @description What an operator decides.
         * @enum {string}
         */
        Action: "take_down" | "restore" | "warn" | "dismiss";
        /** AdCampaignView */
        AdCampaignView: {
            age_bands: components["schemas"]["AgeBand"][];
            bid: components["schemas"]["Money"];
            budget: components["schemas"]["Money"];
            categories: components["schemas"]["Category"][];
            countries: components["schemas"]["Country"][];
            daily_cap: components["schemas"]["Money"];
            /** Format: date-time */
            ends_at: string;
            filtered_count: number;
            /** Format: uuid */
            id: string;
            is_hidden: boolean;
            languages: components["schemas"]["Language"][];
            name: string;
            pricing: components["schemas"]["Pricing"];
            served_count: number;
            spent: components["schemas"]["Money"];
            /** Format: date-time */
            starts_at: string;
            status: components["schemas"]["CampaignStatus"];
            tap_count: number;
            /** Format: uuid */
            video_id: string;
            viewable_count: number;
        };
        /** AdDesk */
        AdDesk: {
            /** Format: date-time */
            as_of: string;
            available: components["schemas"]["Money"];
            balance: components["schemas"]["Money"];
            campaigns: components["schemas"]["AdCampaignView"][];
            clips: components["schemas"]["PromotableClip"][];
            floor: components["schemas"]["Money"];
            frequency_per_day: number;
            taps_per_thousand: number;
        };
        /** AddPushDevice */
        AddPushDevice: {
            /** @description base64url */
            auth: string;
            /** @description Where the browser's service takes messages, as the browser says it */
            endpoint: string;
            language: components["schemas"]["Language"];
            /** @description base64url */
            p256dh: string;
            /** @description IANA name */
            zone: string;
        };
        /** Address */
        Address: {
            city: string;
            country: components["schemas"]["Country"];
            line1: string;
            line2?: string | null;
            name: string;
            neighbourhood?: string | null;
            phone?: string | null;
            postal_code?: string | null;
            references?: string | null;
            state?: string | null;
        };
        /** AdjustmentView */
        AdjustmentView: {
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            at: string;
            reason: string;
        };
        /** AdRefund */
        AdRefund: {
            /** Format: uuid */
            id: string;
        };
        /** AdsAfter */
        AdsAfter: {
            clip_ids: string[];
        };
        /** AdSlot */
        AdSlot: {
            ad: components["schemas"]["FeedAd"] | null;
        };
        /** AdToken */
        AdToken: {
            /** @description As it came with the ad */
            token: string;
        };
        /** AdTopUp */
        AdTopUp: {
            amount_minor: number;
            /** Format: uuid */
            id: string;
        };
        /** AdvanceClock */
        AdvanceClock: {
            advance_s: number;
        };
        /**
         * AgeBand
         * @description How old a viewer is, in years.
         * @enum {string}
         */
        AgeBand: "18-24" | "25-34" | "35-44" | "45+";
        /** AgreedProduct */
        AgreedProduct: {
            /** Format: uuid */
            product_id: string;
            rate_bps: number;
        };
        /** Allowed */
        Allowed: {
            cancel: boolean;
            collect: boolean;
            deliver: boolean;
            pack: boolean;
            refund: boolean;
            ship: boolean;
            split: boolean;
        };
        /** AnswerView */
        AnswerView: {
            /** Format: date-time */
            answered_at: string;
            is_hidden: boolean;
            text: string;
        };
        /** Appeal */
        Appeal: {
            answer: string;
            /** Format: date-time */
            appealed_at: string;
            decided_at: string | null;
            /** Format: uuid */
            decision_id: string;
            /** Format: uuid */
            id: string;
            outcome: components["schemas"]["AppealOutcome"] | null;
            words: string;
        };
        /** AppealCase */
        AppealCase: {
            appeal: components["schemas"]["Appeal"];
            decision: components["schemas"]["Decision"];
            is_own: boolean;
            subject: components["schemas"]["Subject"] | null;
            thing: components["schemas"]["Thing"] | null;
        };
        /**
         * AppealOutcome
         * @description What became of an appeal.
         * @enum {string}
         */
        AppealOutcome: "upheld" | "reversed";
        /**
         * AppealState
         * @description Appeals that wait, or decided ones
         * @default open
         * @enum {string}
         */
        AppealState: "open" | "decided";
        /**
         * ApplicationStatus
         * @description How an application stands.
         * @enum {string}
         */
        ApplicationStatus: "pending" | "verified" | "refused" | "withdrawn" | "lapsed";
        /** ArrivalPromise */
        ArrivalPromise: {
            /** Format: date */
            first: string;
            /** Format: date */
            last: string;
        };
        /** AskCode */
        AskCode: {
            /** @description Case does not matter */
            email: string;
            language: components["schemas"]["Language"];
        };
        /** AskToken */
        AskToken: {
            expires_in_days: number;
            name: string;
        };
        /** AskWithdrawal */
        AskWithdrawal: {
            email: string;
            order_code: string;
        };
        /** Audience */
        Audience: {
            ages: components["schemas"]["AudienceGroup"][];
            countries: components["schemas"]["AudienceGroup"][];
            group_min: number;
            languages: components["schemas"]["AudienceGroup"][];
            viewer_count: number;
        };
        /** AudienceGroup */
        AudienceGroup: {
            name: string;
            people_at_least: number;
        };
        /** Audit */
        Audit: {
            /** Format: date-time */
            began_at: string;
            breach_count: number;
            findings: components["schemas"]["Finding"][];
            /** Format: uuid */
            id: string;
            journal_count: number;
            took_ms: number;
        };
        /** AuditDesk */
        AuditDesk: {
            audits: components["schemas"]["Audit"][];
        };
        /** Author */
        Author: {
            avatar_url: string | null;
            handle: string;
            /** Format: uuid */
            id: string;
            is_creator: boolean;
            is_self: boolean;
            name: string;
        };
        /** AwaitedCash */
        AwaitedCash: {
            items: components["schemas"]["Unremitted"][];
        };
        /** AwaitedRefund */
        AwaitedRefund: {
            amount_minor: number;
            /** Format: date-time */
            asked_at: string;
            currency: components["schemas"]["Currency"];
            is_refused: boolean;
            /** Format: uuid */
            order_id: string;
            provider: string;
            reason: string;
            /** Format: uuid */
            refund_id: string;
        };
        /** AwaitedTransfer */
        AwaitedTransfer: {
            amount_minor: number;
            currency: components["schemas"]["Currency"];
            /** Format: date-time */
            opened_at: string;
            pay_by: string | null;
            /** Format: uuid */
            payment_id: string;
            /** Format: uuid */
            purchase_id: string;
            reference: string | null;
        };
        /** BankFileNote */
        BankFileNote: {
            /** @default  */
            note: string;
        };
        /** BankFileView */
        BankFileView: {
            code: string;
            downloads: components["schemas"]["Downloaded"][];
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            made_at: string;
            payout_count: number;
            sent_count: number;
            total: components["schemas"]["Money"];
        };
        /** BankLineView */
        BankLineView: {
            amount: components["schemas"]["Money"];
            expected: components["schemas"]["Money"] | null;
            reference: string | null;
            row: number;
            thing_id: string | null;
            verdict: components["schemas"]["BankVerdict"];
            words: string;
        };
        /**
         * BankOutcome
         * @description What a bank says.
         * @enum {string}
         */
        BankOutcome: "paid" | "failed";
        /** BankReport */
        BankReport: {
            fitting_count: number;
            is_applied: boolean;
            lines: components["schemas"]["BankLineView"][];
        };
        /**
         * BankVerdict
         * @description What a line of a bank statement is.
         * @enum {string}
         */
        BankVerdict: "transfer" | "cash" | "noted" | "differs" | "unknown" | "outgoing";
        /** BookJournal */
        BookJournal: {
            /** Format: date-time */
            at: string;
            id: number;
            is_forced: boolean;
            key: string;
            kind: string;
            lines: components["schemas"]["BookLine"][];
            /** Format: date-time */
            posted_at: string;
            reverses: string | null;
            source: string;
        };
        /** BookLine */
        BookLine: {
            account: string;
            amount: components["schemas"]["Money"];
            owner: string;
        };
        /** BookSeal */
        BookSeal: {
            /** Format: date-time */
            at: string;
            hash: string;
            number: number;
            upto_journal: number;
        };
        /** Breach */
        Breach: {
            detail: string;
            rule: string;
            subject: string;
        };
        /** BroughtWish */
        BroughtWish: {
            price_then: number;
            /** Format: uuid */
            product_id: string;
            /** Format: date-time */
            wished_at: string;
        };
        /** BroughtWishes */
        BroughtWishes: {
            wishes: components["schemas"]["BroughtWish"][];
        };
        /** BuyerDetails */
        BuyerDetails: {
            /** @description Case does not matter */
            email: string;
            language: components["schemas"]["Language"];
            name: string;
            phone?: string | null;
        };
        /** BuyerSide */
        BuyerSide: {
            avatar_url: string | null;
            handle: string | null;
            id: string | null;
            name: string;
        };
        /** BuyerView */
        BuyerView: {
            email: string;
            name: string;
        };
        /**
         * CampaignState
         * @description Whether a campaign takes creators.
         * @enum {string}
         */
        CampaignState: "open" | "closed" | "cancelled";
        /**
         * CampaignStatus
         * @description Whether a campaign takes part in auctions.
         * @enum {string}
         */
        CampaignStatus: "running" | "paused" | "ended";
        /** Cancellation */
        Cancellation: {
            /** @default  */
            reason: string;
        };
        /**
         * Capability
         * @description What a person may do beyond watching and buying.
         * @enum {string}
         */
        Capability: "earn" | "sell" | "operate";
        /** Captions */
        Captions: {
            cues: components["schemas"]["Cue"][];
            language: components["schemas"]["Language"];
            version: number;
        };
        /** CaptionTrackView */
        CaptionTrackView: {
            language: components["schemas"]["Language"];
            url: string;
        };
        /**
         * Card
         * @description What the sandbox is asked to play.
         * @enum {string}
         */
        Card: "success" | "decline" | "challenge" | "time_out";
        /** Cart */
        Cart: {
            /** Format: uuid */
            id: string;
            line_count: number;
            lines: components["schemas"]["CartLine"][];
        };
        /** CartCan */
        CartCan: {
            confirm: boolean;
            decline: boolean;
            edit: boolean;
            pay: boolean;
        };
        /** CartDecline */
        CartDecline: {
            reason: string;
            /** @description The version of the cart that one looks at */
            version: number;
        };
        /** CartEdit */
        CartEdit: {
            lines: components["schemas"]["LineEdit"][];
            /** @default  */
            note: string;
            /** @description The version of the cart that one looks at */
            version: number;
        };
        /** CartLine */
        CartLine: {
            available: number;
            is_available: boolean;
            price: components["schemas"]["Money"];
            price_when_added: components["schemas"]["Money"];
            product: components["schemas"]["ProductCard"];
            quantity: number;
            touch_id: string | null;
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
        };
        /** CartLineWanted */
        CartLineWanted: {
            quantity: number;
            touch_id?: string | null;
            /** Format: uuid */
            variant_id: string;
        };
        /** CartLinkView */
        CartLinkView: {
            checkout_url: string;
            code: string;
            lines: components["schemas"]["LinkedLine"][];
            /** Format: date-time */
            made_at: string;
            qr_url: string;
            url: string;
        };
        /**
         * CartStatus
         * @description Where a cart of a conversation stands.
         * @enum {string}
         */
        CartStatus: "sent" | "confirmed" | "edited" | "declined" | "paid" | "expired";
        /** Case */
        Case: {
            decided_at: string | null;
            decisions: components["schemas"]["Decision"][];
            kind: components["schemas"]["ThingKind"];
            open_count: number;
            reports: components["schemas"]["Report"][];
            subject: components["schemas"]["Subject"] | null;
            thing: components["schemas"]["Thing"] | null;
            /** Format: uuid */
            thing_id: string;
            /** Format: date-time */
            waiting_since: string;
        };
        /**
         * CaseState
         * @description Cases that wait, or decided ones
         * @default open
         * @enum {string}
         */
        CaseState: "open" | "decided";
        /** CashAtDoor */
        CashAtDoor: {
            is_offered: boolean;
        };
        /**
         * Category
         * @description The shelf on which a product stands; its name in each language is `category.<slug>`.
         * @default home
         * @enum {string}
         */
        Category: "clothing" | "shoes" | "bags" | "accessories" | "makeup" | "skincare" | "hair" | "home" | "kitchen" | "pantry" | "electronics" | "stationery" | "games" | "sports" | "baby" | "pets";
        /** CategoryName */
        CategoryName: {
            name: string;
            slug: components["schemas"]["Category"];
        };
        /**
         * Cause
         * @description What changed a conversion.
         * @enum {string}
         */
        Cause: "postback" | "matched" | "money_received";
        /** Challenge */
        Challenge: {
            hint: string;
        };
        /** ChangeAdCampaign */
        ChangeAdCampaign: {
            status: components["schemas"]["CampaignStatus"];
        };
        /** ChangeMe */
        ChangeMe: {
            avatar_file_id?: string | null;
            bio?: string;
            birth_date?: string;
            country?: components["schemas"]["Country"] | null;
            /** @description 3 to 30 of a-z, 0-9, dot and underscore */
            handle?: string;
            language?: components["schemas"]["Language"];
            name?: string;
        };
        /** ChangeRoom */
        ChangeRoom: {
            age_limit?: 0 | 18;
            cover_file_id?: string | null;
            product_ids?: string[];
            scheduled_at?: string | null;
            title?: string;
        };
        /** ChangeShop */
        ChangeShop: {
            avatar_file_id?: string | null;
            country?: components["schemas"]["Country"];
            /** @description Grams of a piece whose weight nobody told */
            default_weight_g?: number;
            description?: string;
            /** @description 3 to 30 of a-z, 0-9, dot and underscore */
            handle?: string;
            name?: string;
            prices_include_tax?: boolean;
            /** @description Days to give back, from delivery */
            return_days?: number;
            shipping?: components["schemas"]["Money"];
            /** @description Longest time that a parcel may take */
            transit_max_days?: number;
        };
        /** ChangeView */
        ChangeView: {
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            at: string;
            cause: components["schemas"]["Cause"];
            commission: components["schemas"]["Money"];
            state: components["schemas"]["State"];
        };
        /**
         * Channel
         * @description Where the buyer of a conversation writes.
         * @enum {string}
         */
        Channel: "here" | "whatsapp";
        /** Chapter */
        Chapter: {
            from_ms: number;
            number: number;
            /** Format: uuid */
            product_id: string;
            to_ms: number;
        };
        /** ChatCartView */
        ChatCartView: {
            can: components["schemas"]["CartCan"];
            /** Format: uuid */
            conversation_id: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            is_paying: boolean;
            lines: components["schemas"]["ChatLineView"][];
            note: string;
            order_id: string | null;
            status: components["schemas"]["CartStatus"];
            subtotal: components["schemas"]["Money"];
            version: number;
        };
        /** ChatFilter */
        ChatFilter: {
            words: string[];
        };
        /** ChatLineView */
        ChatLineView: {
            asked_price: components["schemas"]["Money"];
            asked_quantity: number;
            available: number;
            price: components["schemas"]["Money"];
            product: components["schemas"]["ProductCard"] | null;
            /** Format: uuid */
            product_id: string;
            quantity: number;
            title: string;
            total: components["schemas"]["Money"];
            touch_id: string | null;
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
        };
        /** Choice */
        Choice: {
            /** Format: uuid */
            rate_id: string;
            /** Format: uuid */
            shop_id: string;
        };
        /**
         * ClaimState
         * @description Where a claim stands.
         * @enum {string}
         */
        ClaimState: "waiting" | "held" | "bought" | "over" | "missed";
        /** ClaimView */
        ClaimView: {
            ahead: number | null;
            /** Format: uuid */
            drop_id: string;
            /** Format: uuid */
            id: string;
            quantity: number;
            state: components["schemas"]["ClaimState"];
            until: string | null;
        };
        /** Clip */
        Clip: {
            av1_url: string | null;
            caption: string;
            captions: components["schemas"]["CaptionTrackView"][];
            comment_count: number;
            creator: components["schemas"]["Creator"];
            disclosures: components["schemas"]["Disclosure"][];
            duration_ms: number;
            external_products: components["schemas"]["ShownExternal"][];
            height: number;
            hls_url: string;
            /** Format: uuid */
            id: string;
            is_liked: boolean;
            is_saved: boolean;
            language: components["schemas"]["Language"];
            like_count: number;
            poster_url: string;
            preview_url: string | null;
            products: components["schemas"]["ShownProduct"][];
            /** Format: date-time */
            published_at: string;
            save_count: number;
            stickers: components["schemas"]["Sticker"][];
            why: components["schemas"]["Why"];
            width: number;
        };
        /** ClipFigures */
        ClipFigures: {
            caption: string;
            /** Format: uuid */
            id: string;
            tap_count: number | null;
            view_count: number;
        };
        /** ClipPromotion */
        ClipPromotion: {
            is_allowed: boolean;
        };
        /** ClockView */
        ClockView: {
            /** Format: date-time */
            now: string;
        };
        /** CodeAsked */
        CodeAsked: {
            expires_in_s: number;
        };
        /** CollectedProduct */
        CollectedProduct: {
            /** Format: uuid */
            id: string;
            image_url: string | null;
            price: components["schemas"]["Money"];
            status: components["schemas"]["ProductStatus"];
            title: string;
        };
        /** CollectionCard */
        CollectionCard: {
            /** Format: uuid */
            id: string;
            image_url: string | null;
            name: string;
            product_count: number;
            shop: components["schemas"]["storefront_model_ShopName"];
        };
        /** CollectionChanges */
        CollectionChanges: {
            cover?: string | null;
            is_hidden?: boolean;
            name?: string;
            product_ids?: string[];
        };
        /** CollectionOwn */
        CollectionOwn: {
            cover: components["schemas"]["FileView"] | null;
            /** Format: uuid */
            id: string;
            is_hidden: boolean;
            name: string;
            products: components["schemas"]["CollectedProduct"][];
            /** Format: uuid */
            shop_id: string;
        };
        /** CollectionSummary */
        CollectionSummary: {
            /** Format: uuid */
            id: string;
            image_url: string | null;
            is_hidden: boolean;
            name: string;
            product_count: number;
        };
        /** Column */
        Column: {
            field: components["schemas"]["Field"] | null;
            name: string;
            samples: string[];
        };
        /** CommentFilters */
        CommentFilters: {
            words: string[];
        };
        /**
         * CommentOrder
         * @description What is pinned comes first
         * @default top
         * @enum {string}
         */
        CommentOrder: "top" | "newest";
        /** CommentThread */
        CommentThread: {
            answered: components["schemas"]["CommentView"] | null;
            comment: components["schemas"]["CommentView"];
        };
        /** CommentView */
        CommentView: {
            author: components["schemas"]["Author"];
            can_delete: boolean;
            can_pin: boolean;
            /** Format: date-time */
            created_at: string;
            held_because: components["schemas"]["HeldBecause"] | null;
            /** Format: uuid */
            id: string;
            is_liked: boolean;
            is_pinned: boolean;
            like_count: number;
            mentions: components["schemas"]["Mention"][];
            parent_id: string | null;
            reply_count: number;
            text: string;
            /** Format: uuid */
            video_id: string;
        };
        /**
         * CommissionState
         * @description Where a commission is on its way to the creator.
         * @enum {string}
         */
        CommissionState: "pending" | "available" | "void";
        /** CommissionView */
        CommissionView: {
            adjustments: components["schemas"]["AdjustmentView"][];
            amount: components["schemas"]["Money"];
            available_at: string | null;
            base: components["schemas"]["Money"];
            /** Format: date-time */
            created_at: string;
            decision: components["schemas"]["DecisionView"];
            discount: components["schemas"]["Money"];
            hold_reason: components["schemas"]["HoldReason"] | null;
            hold_until: string | null;
            /** Format: uuid */
            id: string;
            image_url: string | null;
            order_code: string;
            original_amount: components["schemas"]["Money"];
            plan: components["schemas"]["PlanView"];
            price_paid: components["schemas"]["Money"];
            product_title: string;
            rate_bps: number;
            room_id: string | null;
            state: components["schemas"]["CommissionState"];
            surface: components["schemas"]["Surface"];
            tax: components["schemas"]["Money"];
            tax_rate_bps: number;
            video_id: string | null;
        };
        /** ConsideredView */
        ConsideredView: {
            /** Format: date-time */
            at: string;
            creator_handle: string;
            /** Format: uuid */
            id: string;
            outcome: components["schemas"]["Outcome"];
        };
        /** ConversationView */
        ConversationView: {
            buyer: components["schemas"]["BuyerSide"];
            can_write: boolean;
            channel: components["schemas"]["Channel"];
            /** Format: uuid */
            id: string;
            last: components["schemas"]["MessageView"] | null;
            last_seq: number;
            shop: components["schemas"]["ShopSide"];
            side: components["schemas"]["Side"];
            unread_count: number;
        };
        /** ConversionView */
        ConversionView: {
            amount: components["schemas"]["Money"];
            available: components["schemas"]["Money"];
            changes: components["schemas"]["ChangeView"][];
            /** Format: date-time */
            clicked_at: string;
            commission: components["schemas"]["Money"];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            image_url: string | null;
            merchant_name: string;
            product_title: string;
            sale: components["schemas"]["Money"] | null;
            share_bps: number;
            trust: components["schemas"]["Trust"];
            video_id: string | null;
        };
        /** CorrectBirthDate */
        CorrectBirthDate: {
            /** Format: date */
            birth_date: string;
        };
        /** Count */
        Count: {
            quantity: number;
            /** Format: uuid */
            variant_id: string;
        };
        /** Counted */
        Counted: {
            is_counted: boolean;
        };
        /**
         * Country
         * @description ISO 3166-1 codes of the countries where a shop may sell.
         * @enum {string}
         */
        Country: "MX" | "BR" | "CO" | "CL" | "AR" | "PE" | "US";
        /** CountrySource */
        CountrySource: {
            article: string;
            country: components["schemas"]["Country"];
            kind: components["schemas"]["SourceKind"];
            law: string;
            /** Format: date */
            read_on: string;
            url: string;
        };
        /** Counts */
        Counts: {
            /** @default 0 */
            changed_count: number;
            /** @default 0 */
            new_count: number;
            /** @default 0 */
            problem_count: number;
            /** @default 0 */
            row_count: number;
            /** @default 0 */
            unchanged_count: number;
            /** @default 0 */
            unnumbered_count: number;
            /** @default 0 */
            vanishing_count: number;
            /** @default 0 */
            wrong_count: number;
        };
        /** CouponChanges */
        CouponChanges: {
            ends_at?: string | null;
            is_paused?: boolean;
            uses_max?: number | null;
        };
        /**
         * CouponKind
         * @description What a coupon gives.
         * @enum {string}
         */
        CouponKind: "percent" | "amount" | "free_shipping";
        /**
         * CouponProblem
         * @description Why a code takes nothing off a cart.
         * @enum {string}
         */
        CouponProblem: "unknown" | "not_yet" | "ended" | "paused" | "used_up" | "used_by_you" | "other_products" | "min_spend" | "reduced" | "other_coupon" | "no_effect";
        /**
         * CouponState
         * @description Whether a coupon can be used now.
         * @enum {string}
         */
        CouponState: "active" | "scheduled" | "paused" | "used_up" | "ended";
        /** CouponView */
        CouponView: {
            amount: components["schemas"]["Money"] | null;
            code: string;
            collection_ids: string[];
            discount_max: components["schemas"]["Money"] | null;
            ends_at: string | null;
            funder: components["schemas"]["Funder"];
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["CouponKind"];
            min_spend: components["schemas"]["Money"];
            product_ids: string[];
            rate_bps: number | null;
            shop_id: string | null;
            /** Format: date-time */
            starts_at: string;
            state: components["schemas"]["CouponState"];
            use_count: number;
            uses_max: number | null;
            uses_per_buyer_max: number | null;
            works_on_flash: boolean;
        };
        /** Creator */
        Creator: {
            avatar_url: string | null;
            handle: string;
            /** Format: uuid */
            id: string;
            is_following: boolean;
            is_self: boolean;
            name: string;
        };
        /** Cue */
        Cue: {
            /** @description Milliseconds from the clip's beginning */
            from_ms: number;
            text: string;
            /** @description Milliseconds from the clip's beginning */
            to_ms: number;
        };
        /**
         * Currency
         * @description ISO 4217 codes in use.
         * @enum {string}
         */
        Currency: "MXN" | "BRL" | "COP" | "CLP" | "ARS" | "PEN" | "USD";
        /** DayFigures */
        DayFigures: {
            /** Format: date */
            day: string;
            sold: components["schemas"]["SoldFigures"][];
            tap_count: number;
            view_count: number;
        };
        /**
         * DayUnit
         * @description Which days a law counts.
         * @enum {string}
         */
        DayUnit: "calendar" | "business";
        /** Debt */
        Debt: {
            can_approve: boolean;
            owes: components["schemas"]["Money"];
            /** Format: uuid */
            payee_id: string;
            payee_kind: components["schemas"]["PayeeKind"];
            payee_name: string;
            reason: string | null;
            write_off_id: string | null;
        };
        /** Decision */
        Decision: {
            action: components["schemas"]["Action"];
            appeal?: components["schemas"]["Appeal"] | null;
            /** Format: date-time */
            decided_at: string;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["ThingKind"];
            reason: components["schemas"]["Reason"];
            /** Format: uuid */
            thing_id: string;
            title: string;
            words: string;
        };
        /** DecisionView */
        DecisionView: {
            rule: components["schemas"]["Rule"];
            touches: components["schemas"]["ConsideredView"][];
            window_days: number;
            winner_touch_id: string | null;
        };
        /**
         * DeclineReason
         * @description Why a bank said no, as far as a buyer is told.
         * @enum {string}
         */
        DeclineReason: "card_declined" | "wrong_code" | "not_completed" | "other_method" | "provider_down";
        /** DeletionAsked */
        DeletionAsked: {
            /** Format: date-time */
            due_at: string;
        };
        /** DeletionPage */
        DeletionPage: {
            grace_days: number;
            is_blocked: boolean;
            obstacles: components["schemas"]["ObstacleView"][];
        };
        /**
         * DeliveryKind
         * @description What an endpoint is told.
         * @enum {string}
         */
        DeliveryKind: "order.paid" | "order.shipped" | "order.delivered" | "order.cancelled" | "order.refunded" | "parcel.shipped" | "parcel.delivered" | "parcel.corrected" | "parcel.recalled" | "return.moved";
        /**
         * DeliveryStatus
         * @description Where a delivery is.
         * @enum {string}
         */
        DeliveryStatus: "waiting" | "delivered" | "dead";
        /** DeliveryView */
        DeliveryView: {
            attempt_count: number;
            ended_at: string | null;
            failure: string | null;
            /** Format: date-time */
            happened_at: string;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["DeliveryKind"];
            next_at: string | null;
            order_code: string;
            /** Format: uuid */
            order_id: string;
            replay_count: number;
            status: components["schemas"]["DeliveryStatus"];
            tried_at: string | null;
        };
        /** Demo */
        Demo: {
            people: components["schemas"]["DemoPerson"][];
        };
        /** DemoClock */
        DemoClock: {
            /** Format: date-time */
            now: string;
            offset_s: number;
        };
        /** DemoMail */
        DemoMail: {
            /** Format: date-time */
            at: string;
            html: string;
            /** Format: uuid */
            id: string;
            subject: string;
            text: string;
            to: string;
        };
        /** DemoPerson */
        DemoPerson: {
            email: string;
            handle: string;
            name: string;
            password: string;
            role: string;
        };
        /** Desk */
        Desk: {
            kept: components["schemas"]["Money"][];
            room: components["schemas"]["RoomView"];
            sales: components["schemas"]["Sale"][];
            silenced: components["schemas"]["Person"][];
            sold: components["schemas"]["Money"][];
            sold_count: number;
            viewer_peak: number;
        };
        /**
         * DestinationKind
         * @description How money gets there.
         * @enum {string}
         */
        DestinationKind: "bank" | "clabe" | "pix" | "provider";
        /** DestinationView */
        DestinationView: {
            holder: string;
            institution: string;
            is_usable: boolean;
            kind: components["schemas"]["DestinationKind"];
            number: string;
            tax_id: string;
            /** Format: date-time */
            usable_at: string;
        };
        /** Difference */
        Difference: {
            amount_minor: number | null;
            /** Format: date-time */
            at: string;
            currency: string;
            is_in: boolean;
            is_ours: boolean;
            kind: components["schemas"]["MovementKind"];
            movement_id: string | null;
            our_amount_minor: number | null;
            provider: string;
            reference: string;
            source: string | null;
            subject: string;
            what: components["schemas"]["DifferenceKind"];
        };
        /** DifferenceCase */
        DifferenceCase: {
            can_approve: boolean;
            difference: components["schemas"]["Difference"];
            reason: string | null;
            settlement_id: string | null;
        };
        /** DifferenceDesk */
        DifferenceDesk: {
            differences: components["schemas"]["DifferenceCase"][];
            is_cut: boolean;
            statements: components["schemas"]["ReadStatement"][];
        };
        /**
         * DifferenceKind
         * @description How a statement and we differ.
         * @enum {string}
         */
        DifferenceKind: "missing_here" | "missing_there" | "differs";
        /**
         * Disclosure
         * @description Why a clip must say that it sells. Computed, never chosen. Source: domain rule B1.8.
         * @enum {string}
         */
        Disclosure: "commission" | "own_brand" | "paid";
        /** Disclosures */
        Disclosures: {
            disclosures: components["schemas"]["Disclosure"][];
        };
        /** Dispatch */
        Dispatch: {
            carrier: string;
            location_id?: string | null;
            tracking_number: string;
            /** @description http or https */
            tracking_url?: string | null;
        };
        /** Dispute */
        Dispute: {
            amount_minor: number;
            closed_at: string | null;
            currency: components["schemas"]["Currency"];
            fee_minor: number;
            id: string;
            /** Format: date-time */
            opened_at: string;
            order_ids: string[];
            provider: string;
            reason: string | null;
            state: components["schemas"]["DisputeState"];
        };
        /** Disputes */
        Disputes: {
            items: components["schemas"]["Dispute"][];
        };
        /**
         * DisputeState
         * @description Where a dispute stands.
         * @enum {string}
         */
        DisputeState: "open" | "won" | "lost";
        /**
         * DocumentKind
         * @description What a document proves.
         * @enum {string}
         */
        DocumentKind: "identity" | "tax_registration" | "proof_of_address";
        /** DoorView */
        DoorView: {
            address: components["schemas"]["Address"];
            orders: components["schemas"]["OrderView"][];
        };
        /** Downloaded */
        Downloaded: {
            /** Format: date-time */
            at: string;
            by: string | null;
        };
        /**
         * DropPhase
         * @description Where a drop stands.
         * @enum {string}
         */
        DropPhase: "planned" | "open" | "sold_out" | "ended" | "cancelled";
        /**
         * DropPlace
         * @description Where a drop is shown.
         * @default product
         * @enum {string}
         */
        DropPlace: "product" | "video" | "room" | "link";
        /** Drops */
        Drops: {
            drops: components["schemas"]["SeenDrop"][];
        };
        /** DropTicket */
        DropTicket: {
            ticket: string;
            /** Format: date-time */
            valid_until: string;
        };
        /** DropView */
        DropView: {
            buyer_max: number;
            /** Format: date-time */
            closes_at: string;
            /** Format: uuid */
            id: string;
            left: number;
            needs_account: boolean;
            /** Format: date-time */
            now: string;
            /** Format: date-time */
            opens_at: string;
            phase: components["schemas"]["DropPhase"];
            place: components["schemas"]["DropPlace"];
            price: components["schemas"]["Money"];
            /** Format: uuid */
            product_id: string;
            regular_price: components["schemas"]["Money"];
            /** Format: uuid */
            shop_id: string;
            title: string;
            unit_count: number;
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
            waiting: number;
        };
        /** Earnings */
        Earnings: {
            balances: components["schemas"]["EarningsBalance"][];
            next_available_at: string | null;
        };
        /** EarningsBalance */
        EarningsBalance: {
            available: components["schemas"]["Money"];
            currency: components["schemas"]["Currency"];
            pending: components["schemas"]["Money"];
            reported: components["schemas"]["Money"];
            reserved: components["schemas"]["Money"];
            tips: components["schemas"]["Money"];
        };
        /**
         * Edit
         * @default {
         *       "start_ms": 0,
         *       "end_ms": null,
         *       "cover_ms": null
         *     }
         */
        Edit: {
            cover_ms?: number | null;
            end_ms?: number | null;
            /** @default 0 */
            start_ms: number;
        };
        /** EndpointSecret */
        EndpointSecret: {
            endpoint: components["schemas"]["EndpointView"];
            secret: string | null;
        };
        /** EndpointView */
        EndpointView: {
            disabled_at: string | null;
            failing_since: string | null;
            /** Format: date-time */
            made_at: string;
            old_secret_until: string | null;
            url: string;
        };
        /** ExchangeView */
        ExchangeView: {
            shipment: components["schemas"]["Shipment"] | null;
            values: string[];
            /** Format: uuid */
            variant_id: string;
        };
        /**
         * Exclusion
         * @description Goods of which a law lets nobody withdraw.
         * @enum {string}
         */
        Exclusion: "perishable" | "made_to_order" | "personal_use" | "digital";
        /** ExemptBuyers */
        ExemptBuyers: {
            items: components["schemas"]["ExemptBuyerView"][];
        };
        /** ExemptBuyerView */
        ExemptBuyerView: {
            document: string;
            email: string | null;
            /** Format: date */
            ends_on: string;
            handle: string | null;
            /** Format: uuid */
            id: string;
            is_over: boolean;
        };
        /** ExportPage */
        ExportPage: {
            can_ask_at: string | null;
            export: components["schemas"]["ExportView"] | null;
        };
        /**
         * ExportState
         * @description What became of an export.
         * @enum {string}
         */
        ExportState: "waiting" | "ready" | "failed" | "expired";
        /** ExportView */
        ExportView: {
            /** Format: date-time */
            asked_at: string;
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            ready_at: string | null;
            size_bytes: number | null;
            state: components["schemas"]["ExportState"];
            url: string | null;
        };
        /** Match */
        external_model_Match: {
            /** Format: uuid */
            click_id: string;
        };
        /** ExternalCard */
        ExternalCard: {
            /** Format: uuid */
            id: string;
            image_url: string | null;
            link: string;
            merchant_name: string;
            price: components["schemas"]["Money"] | null;
            price_seen_at: string | null;
            title: string;
        };
        /** ExternalChanges */
        ExternalChanges: {
            image_file_id?: string | null;
            merchant_name?: string;
            price?: components["schemas"]["Money"] | null;
            title?: string;
        };
        /** ExternalTag */
        ExternalTag: {
            /** Format: uuid */
            external_id: string;
            /** @description Milliseconds from the clip's beginning */
            from_ms: number;
            /** @description Milliseconds from the clip's beginning */
            to_ms: number;
        };
        /** ExternalTagView */
        ExternalTagView: {
            /** Format: uuid */
            external_id: string;
            from_ms: number;
            product: components["schemas"]["ExternalCard"];
            to_ms: number;
        };
        /** ExternalView */
        ExternalView: {
            card: components["schemas"]["ExternalCard"];
            /** Format: date-time */
            created_at: string;
            failure: components["schemas"]["Reading"] | null;
            /** Format: uuid */
            id: string;
            image_state: components["schemas"]["ImageState"];
            /** Format: date-time */
            refreshed_at: string;
            url: string;
        };
        /** Facets */
        Facets: {
            categories: components["schemas"]["FacetValue"][];
            colours: components["schemas"]["FacetValue"][];
            currencies: components["schemas"]["FacetValue"][];
            shops: components["schemas"]["FacetValue"][];
            sizes: components["schemas"]["FacetValue"][];
        };
        /** FacetValue */
        FacetValue: {
            count: number;
            label: string;
            value: string;
        };
        /** Failure */
        Failure: {
            code: string;
            title: string;
        };
        /** FeedAd */
        FeedAd: {
            advertiser: components["schemas"]["storefront_model_ShopName"];
            /** Format: uuid */
            campaign_id: string;
            clip: components["schemas"]["Clip"];
            token: string;
            why: components["schemas"]["WhyAd"][];
        };
        /** FeedAddress */
        FeedAddress: {
            csv_url: string;
            target: components["schemas"]["Target"];
            xml_url: string;
        };
        /** Feeds */
        Feeds: {
            items: components["schemas"]["FeedView"][];
        };
        /** FeedView */
        FeedView: {
            fetched_at: string | null;
            left_out_count: number | null;
            made_at: string | null;
            row_count: number | null;
            target: components["schemas"]["Target"];
        };
        /**
         * Field
         * @description What a column of a file can tell.
         * @enum {string}
         */
        Field: "id" | "group" | "title" | "description" | "category" | "price" | "sale_price" | "compare_at" | "currency" | "quantity" | "availability" | "weight_g" | "weight_kg" | "sku" | "image" | "images" | "status" | "published" | "tax_class" | "option1_name" | "option1" | "option2_name" | "option2" | "option3_name" | "option3" | "color" | "size" | "material" | "pattern" | "attributes";
        /** Figures */
        Figures: {
            audience: components["schemas"]["Audience"];
            clips: components["schemas"]["ClipFigures"][];
            days: number;
            kind: components["schemas"]["FiguresKind"];
            series: components["schemas"]["DayFigures"][];
            sold: components["schemas"]["SoldFigures"][];
            /** Format: uuid */
            subject_id: string;
            through: string | null;
            watched: components["schemas"]["WatchFigures"];
        };
        /**
         * FiguresKind
         * @description What the subject is
         * @default creator
         * @enum {string}
         */
        FiguresKind: "creator" | "video" | "shop" | "ad" | "sponsorship";
        /** FileView */
        FileView: {
            /** Format: uuid */
            file_id: string;
            height: number;
            thumbnail_url: string;
            url: string;
            width: number;
        };
        /** Finding */
        Finding: {
            breaches: components["schemas"]["Breach"][];
            code: string;
        };
        /** FlashList */
        FlashList: {
            items: components["schemas"]["FlashView"][];
        };
        /** FlashPriceView */
        FlashPriceView: {
            before: components["schemas"]["Money"] | null;
            own: components["schemas"]["Money"];
            price: components["schemas"]["Money"];
            values: string[];
            /** Format: uuid */
            variant_id: string;
        };
        /**
         * FlashState
         * @description Where a flash price is in its time.
         * @enum {string}
         */
        FlashState: "scheduled" | "running" | "over";
        /** FlashView */
        FlashView: {
            /** Format: date-time */
            ends_at: string;
            /** Format: uuid */
            id: string;
            prices: components["schemas"]["FlashPriceView"][];
            /** Format: uuid */
            product_id: string;
            /** Format: date-time */
            starts_at: string;
            state: components["schemas"]["FlashState"];
            title: string;
        };
        /**
         * Flaw
         * @description A rule of a target that a product breaks.
         * @enum {string}
         */
        Flaw: "title_empty" | "picture_missing" | "picture_small" | "choice_unwritable" | "address_long" | "apparel_untold";
        /**
         * Format
         * @description What a file turned out to be.
         * @enum {string}
         */
        Format: "shopify_csv" | "feed_csv" | "feed_xml" | "shopify_json" | "list_json" | "table_csv";
        /** FoundClip */
        FoundClip: {
            caption: string;
            creator: components["schemas"]["FoundProfile"];
            duration_ms: number;
            /** Format: uuid */
            id: string;
            like_count: number;
            poster_url: string;
            preview_url: string | null;
            /** Format: date-time */
            published_at: string;
        };
        /** FoundClips */
        FoundClips: {
            items: components["schemas"]["FoundClip"][];
            next_cursor: string | null;
            wording: components["schemas"]["Wording"] | null;
        };
        /** FoundHashtag */
        FoundHashtag: {
            clip_count: number;
            hashtag: string;
            shown: string;
        };
        /** FoundJournals */
        FoundJournals: {
            is_cut: boolean;
            journals: components["schemas"]["BookJournal"][];
        };
        /** FoundProducts */
        FoundProducts: {
            items: components["schemas"]["ProductCard"][];
            next_cursor: string | null;
            wording: components["schemas"]["Wording"] | null;
        };
        /** FoundProfile */
        FoundProfile: {
            avatar_url: string | null;
            handle: string;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["ProfileKind"];
            name: string;
        };
        /**
         * Funder
         * @description Who pays for a coupon.
         * @enum {string}
         */
        Funder: "shop" | "platform";
        /**
         * GoodKey
         * @description Kinds of things that some country prohibits; its name in each language is `goods.<key>`.
         * @enum {string}
         */
        GoodKey: "vapes" | "tobacco" | "prescription_medicines" | "fireworks" | "plastic_straws" | "foam_containers" | "crib_bumpers";
        /**
         * HandleKind
         * @description Whose handle it is.
         * @enum {string}
         */
        HandleKind: "person" | "shop";
        /**
         * Happening
         * @description What a message of a cart or an order tells.
         * @enum {string}
         */
        Happening: "sent" | "confirmed" | "edited" | "declined" | "expired" | "paid" | "shipped" | "delivered" | "cancelled" | "partly_shipped" | "parcel_delivered" | "tracking_corrected" | "parcel_recalled" | "refunded" | "return_requested" | "return_accepted" | "return_sent" | "return_exchanged" | "return_refused" | "return_withdrawn" | "return_lapsed";
        /**
         * Held
         * @description Why nothing goes out by itself.
         * @enum {string}
         */
        Held: "below_minimum" | "destination_missing" | "destination_on_hold" | "suspended" | "owes";
        /**
         * HeldBecause
         * @description Why a comment waits for the creator of the clip.
         * @enum {string}
         */
        HeldBecause: "word" | "link" | "duplicate";
        /** HeldGood */
        HeldGood: {
            good: components["schemas"]["GoodKey"];
            matched: string;
            permitted: components["schemas"]["Country"][];
            sources: components["schemas"]["CountrySource"][];
        };
        /**
         * HoldReason
         * @description Why a pending commission waits.
         * @enum {string}
         */
        HoldReason: "waiting_delivery" | "transit_max" | "return_window" | "return_open";
        /**
         * HoldState
         * @description What became of held units.
         * @enum {string}
         */
        HoldState: "active" | "sold" | "shipped" | "released" | "expired";
        /** Image */
        Image: {
            alt: string;
            /** Format: uuid */
            file_id: string;
            height: number;
            url: string;
            width: number;
        };
        /**
         * ImageState
         * @description Where the picture of an outside product is.
         * @enum {string}
         */
        ImageState: "none" | "waiting" | "here" | "failed";
        /** Confirmation */
        imports_model_Confirmation: {
            /** @default false */
            is_vanishing_fine: boolean;
        };
        /** IncomingCart */
        IncomingCart: {
            coupon: string | null;
            is_cut: boolean;
            lines: components["schemas"]["IncomingLine"][];
            unknown: string[];
            video_id: string | null;
        };
        /** IncomingLine */
        IncomingLine: {
            fate: components["schemas"]["LineFate"];
            price: components["schemas"]["Money"];
            product: components["schemas"]["ProductCard"];
            quantity: number;
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
            wanted: number;
        };
        /** Inspection */
        Inspection: {
            /** @default true */
            is_restocked: boolean;
            lines: components["schemas"]["LineQuantity"][];
            /** @description Minor units of the order's currency */
            shipping?: number | null;
            /** @default  */
            words: string;
        };
        /** Instructions */
        Instructions: {
            account?: string | null;
            reference?: string | null;
            url?: string | null;
        };
        /**
         * InvitationStatus
         * @description Where an invitation is.
         * @enum {string}
         */
        InvitationStatus: "open" | "accepted" | "declined" | "withdrawn";
        /** InvitationView */
        InvitationView: {
            creator_handle: string;
            creator_name: string;
            /** Format: uuid */
            event_id: string;
            /** Format: uuid */
            id: string;
            products: components["schemas"]["OfferedProduct"][];
            results: components["schemas"]["ShowResult"][];
            room_id: string | null;
            /** Format: uuid */
            shop_id: string;
            shop_name: string;
            /** Format: date-time */
            starts_at: string;
            status: components["schemas"]["InvitationStatus"];
            title: string;
        };
        /** ItemView */
        ItemView: {
            external_id: string;
            image_url: string | null;
            line: number;
            price: components["schemas"]["Money"] | null;
            product_id: string | null;
            quantity: number | null;
            title: string;
            variant_count: number;
            verdict: components["schemas"]["Verdict"];
        };
        /** Keep */
        Keep: {
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            available_at: string;
            base: components["schemas"]["Money"];
            fee: components["schemas"]["Money"];
            fee_bps: number;
            nothing_because: components["schemas"]["Nothing"] | null;
            plan: components["schemas"]["PlanView"] | null;
            price: components["schemas"]["Money"];
            /** Format: uuid */
            product_id: string;
            rate_bps: number;
            return_days: number;
            tax: components["schemas"]["Money"];
            tax_rate_bps: number;
            transit_max_days: number;
        };
        /** KeptCards */
        KeptCards: {
            items: components["schemas"]["KeptCardView"][];
        };
        /** KeptCardView */
        KeptCardView: {
            brand: string;
            expires_month: number;
            expires_year: number;
            /** Format: uuid */
            id: string;
            is_expired: boolean;
            last4: string;
            method: components["schemas"]["Method"];
        };
        /**
         * Kind
         * @description What a line of a room's log tells.
         * @enum {string}
         */
        Kind: "state" | "pin" | "unpin" | "product" | "chat" | "unchat" | "sold" | "tip";
        /** Lab */
        Lab: {
            race: components["schemas"]["Race"] | null;
        };
        /**
         * Language
         * @description Languages of every text that a person sees.
         * @enum {string}
         */
        Language: "es" | "pt" | "en";
        /** Level */
        Level: {
            available: number;
            held: number;
            is_short: boolean;
            quantity: number;
            set_aside: number;
            sold_unshipped: number;
            /** Format: uuid */
            variant_id: string;
        };
        /** Levels */
        Levels: {
            levels: components["schemas"]["Level"][];
        };
        /** Liked */
        Liked: {
            is_liked: boolean;
            like_count: number;
        };
        /** Line */
        Line: {
            at?: number | null;
            body: unknown;
            kind: components["schemas"]["Kind"];
            seq: number;
        };
        /** LineEdit */
        LineEdit: {
            quantity: number;
            /** Format: uuid */
            variant_id: string;
        };
        /**
         * LineFate
         * @description What becomes of a line that an address carries.
         * @enum {string}
         */
        LineFate: "whole" | "lowered" | "sold_out" | "not_sold";
        /** LineQuantity */
        LineQuantity: {
            /** Format: uuid */
            line_id: string;
            quantity: number;
        };
        /** LineUpItem */
        LineUpItem: {
            available: number;
            number: number;
            product: components["schemas"]["ProductCard"];
        };
        /** LineWanted */
        LineWanted: {
            quantity: number;
            touch_id?: string | null;
            /** Format: uuid */
            variant_id: string;
        };
        /** Link */
        Link: {
            url: string;
        };
        /** LinkedLine */
        LinkedLine: {
            /** @default 1 */
            quantity: number;
            /** Format: uuid */
            variant_id: string;
        };
        /** NewMessage */
        live_model_NewMessage: {
            /** Format: uuid */
            id: string;
            text: string;
        };
        /** LiveChannel */
        LiveChannel: {
            next: components["schemas"]["RoomCard"][];
            now: components["schemas"]["Slot"] | null;
            now_ms: number;
        };
        /** LocatedLevel */
        LocatedLevel: {
            places: components["schemas"]["PlaceLevel"][];
            quantity: number;
            sku: string;
            title: string;
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
        };
        /** Location */
        Location: {
            address: components["schemas"]["Address"] | null;
            /** Format: uuid */
            id: string;
            is_active: boolean;
            is_own: boolean;
            name: string;
            priority: number;
        };
        /**
         * LocationCause
         * @description Why something changed at a location.
         * @enum {string}
         */
        LocationCause: "count" | "move" | "shipment" | "recall";
        /** LocationMovementLine */
        LocationMovementLine: {
            /** Format: date-time */
            at: string;
            cause: components["schemas"]["LocationCause"];
            change: number;
            id: number;
            /** Format: uuid */
            location_id: string;
            sku: string;
            title: string;
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
        };
        /** MadePartnerKey */
        MadePartnerKey: {
            /** Format: uuid */
            id: string;
            secret: string;
        };
        /** Margin */
        Margin: {
            break_even: components["schemas"]["Money"] | null;
            commission: components["schemas"]["Money"];
            cost: components["schemas"]["Money"];
            coupon: components["schemas"]["Money"];
            fee: components["schemas"]["Money"];
            floor_bps: number;
            is_below_floor: boolean;
            left: components["schemas"]["Money"];
            margin_bps: number;
            paid: components["schemas"]["Money"];
            price: components["schemas"]["Money"];
            provider: components["schemas"]["Money"];
            returns: components["schemas"]["Money"];
            shipping: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            withheld: components["schemas"]["Money"];
        };
        /** MarginTerms */
        MarginTerms: {
            /** @default 0 */
            floor_bps: number;
            parcel?: number | null;
            /** @default 0 */
            provider_bps: number;
            /** @default 0 */
            provider_fixed: number;
            /** @default 0 */
            returns_bps: number;
            /** @default 0 */
            withheld_bps: number;
        };
        /** MarketDay */
        MarketDay: {
            /** Format: date */
            day: string;
            sums: components["schemas"]["MarketSums"][];
        };
        /** MarketFigures */
        MarketFigures: {
            days: number;
            series: components["schemas"]["MarketDay"][];
            sums: components["schemas"]["MarketSums"][];
            through: string | null;
        };
        /** MarketSums */
        MarketSums: {
            dispute_count: number;
            disputed: components["schemas"]["Money"];
            purchase_count: number;
            refund_count: number;
            refunded: components["schemas"]["Money"];
            sold: components["schemas"]["Money"];
        };
        /** MarkRead */
        MarkRead: {
            /** Format: uuid */
            until: string;
        };
        /** Me */
        Me: {
            avatar_url: string | null;
            bio: string;
            birth_date: string | null;
            capabilities: components["schemas"]["Capability"][];
            country: components["schemas"]["Country"] | null;
            /** Format: date-time */
            created_at: string;
            email: string;
            handle: string;
            has_password: boolean;
            /** Format: uuid */
            id: string;
            language: components["schemas"]["Language"];
            name: string;
        };
        /** Mention */
        Mention: {
            handle: string;
            /** Format: uuid */
            person_id: string;
        };
        /** MerchantSecrets */
        MerchantSecrets: {
            postback_url: string;
            signing_key: string;
            token: string;
        };
        /** MerchantTerms */
        MerchantTerms: {
            commission_bps?: number | null;
            /** @default 7000 */
            creator_share_bps: number;
            /** @default false */
            is_signature_required: boolean;
            name: string;
            parameters?: {
                [key: string]: string;
            };
            statuses?: {
                [key: string]: components["schemas"]["State"];
            };
            /**
             * @description Query that is added to a link; {click_id} stands for the click
             * @default
             */
            sub_id_template: string;
        };
        /** MerchantView */
        MerchantView: {
            commission_bps: number | null;
            /** Format: date-time */
            created_at: string;
            creator_share_bps: number;
            host: string;
            /** Format: uuid */
            id: string;
            is_signature_required: boolean;
            name: string;
            owed: components["schemas"]["Money"][];
            parameters: {
                [key: string]: string;
            };
            postback_url: string;
            statuses: {
                [key: string]: components["schemas"]["State"];
            };
            sub_id_template: string;
        };
        /**
         * MessageKind
         * @description What a message is.
         * @enum {string}
         */
        MessageKind: "text" | "photo" | "product" | "cart" | "order";
        /** MessageView */
        MessageView: {
            /** Format: date-time */
            at: string;
            cart_id: string | null;
            happening: components["schemas"]["Happening"] | null;
            /** Format: uuid */
            id: string;
            image_url: string | null;
            is_hidden: boolean;
            is_own: boolean;
            kind: components["schemas"]["MessageKind"];
            order_id: string | null;
            product: components["schemas"]["ProductCard"] | null;
            seq: number;
            side: components["schemas"]["Side"];
            text: string;
        };
        /** Confirmation */
        messaging_model_Confirmation: {
            /** @description The version of the cart that one looks at */
            version: number;
        };
        /** NewMessage */
        messaging_model_NewMessage: {
            cart?: components["schemas"]["CartLineWanted"][] | null;
            file_id?: string | null;
            /** Format: uuid */
            id: string;
            product_id?: string | null;
            /** @default  */
            text: string;
        };
        /**
         * Method
         * @description How a buyer pays. What each can do is a table in rules.py.
         * @enum {string}
         */
        Method: "sandbox" | "sandbox_voucher" | "transfer" | "cash_on_delivery" | "stripe_card" | "stripe_oxxo" | "stripe_transfer";
        /**
         * MethodKind
         * @description What a buyer does.
         * @enum {string}
         */
        MethodKind: "card" | "voucher" | "transfer" | "cash";
        /** MethodOffer */
        MethodOffer: {
            /** @default false */
            can_keep: boolean;
            instalments: number[];
            /** @default true */
            is_held: boolean;
            is_test: boolean;
            kind: components["schemas"]["MethodKind"];
            method: components["schemas"]["Method"];
            pay_within_s: number;
        };
        /**
         * Mode
         * @description What a file says about products that it does not name.
         * @default full
         * @enum {string}
         */
        Mode: "full" | "delta";
        /** Money */
        Money: {
            amount: number;
            currency: components["schemas"]["Currency"];
        };
        /** MoneyJournal */
        MoneyJournal: {
            id: number;
            key: string;
            kind: components["schemas"]["Movement"];
            lines: components["schemas"]["MoneyLine"][];
            /** Format: date-time */
            posted_at: string;
        };
        /** MoneyLine */
        MoneyLine: {
            account: string;
            amount: components["schemas"]["Money"];
            is_debit: boolean;
            name: string | null;
            party: components["schemas"]["Party"];
        };
        /** MoneyPart */
        MoneyPart: {
            amount: components["schemas"]["Money"];
            journals: number[];
            name: string | null;
            party: components["schemas"]["Party"];
        };
        /** MoneyTrail */
        MoneyTrail: {
            journals: components["schemas"]["MoneyJournal"][];
            paid: components["schemas"]["Money"];
            parts: components["schemas"]["MoneyPart"][];
        };
        /**
         * Movement
         * @description What a journal on the money of a purchase is about.
         * @enum {string}
         */
        Movement: "payment_captured" | "order_paid" | "commission_accrued" | "commission_available" | "commission_reversed" | "order_matured" | "order_cancelled" | "order_refunded" | "order_not_honoured" | "refund_done" | "provider_fee" | "provider_settled" | "other";
        /**
         * MovementKind
         * @description What a movement on our account with a provider is about.
         * @enum {string}
         */
        MovementKind: "charge" | "refund" | "dispute" | "transfer" | "payout" | "fee" | "other";
        /** MovementLine */
        MovementLine: {
            /** Format: date-time */
            at: string;
            cause: components["schemas"]["StockCause"];
            change: number;
            drop_id: string | null;
            hold_state: components["schemas"]["HoldState"] | null;
            id: number;
            sku: string;
            title: string;
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
        };
        /** MoveView */
        MoveView: {
            /** Format: date-time */
            at: string;
            by: string | null;
            note: string;
            step: string;
        };
        /** NamedProduct */
        NamedProduct: {
            /** Format: uuid */
            id: string;
            title: string;
        };
        /** NewAccountPage */
        NewAccountPage: {
            proof: components["schemas"]["Proof"];
        };
        /** NewAdCampaign */
        NewAdCampaign: {
            age_bands?: components["schemas"]["AgeBand"][];
            bid_minor: number;
            budget_minor: number;
            categories?: components["schemas"]["Category"][];
            countries?: components["schemas"]["Country"][];
            daily_cap_minor: number;
            /** Format: date-time */
            ends_at: string;
            /** Format: uuid */
            id: string;
            languages?: components["schemas"]["Language"][];
            name: string;
            pricing: components["schemas"]["Pricing"];
            /** Format: date-time */
            starts_at: string;
            /** Format: uuid */
            video_id: string;
        };
        /** NewAnswer */
        NewAnswer: {
            text: string;
        };
        /** NewAppeal */
        NewAppeal: {
            /** Format: uuid */
            id: string;
            words: string;
        };
        /** NewApplication */
        NewApplication: {
            /** Format: uuid */
            id: string;
            /** @default  */
            words: string;
        };
        /** NewBankFile */
        NewBankFile: {
            currency: components["schemas"]["Currency"];
            /** Format: uuid */
            id: string;
        };
        /** NewBankOutcome */
        NewBankOutcome: {
            /** @default  */
            note: string;
            outcome: components["schemas"]["BankOutcome"];
        };
        /** NewBankStatement */
        NewBankStatement: {
            currency: components["schemas"]["Currency"];
            /** @default false */
            is_applied: boolean;
            text: string;
        };
        /** NewBlow */
        NewBlow: {
            target: components["schemas"]["Victim"];
        };
        /** NewCaptions */
        NewCaptions: {
            cues?: components["schemas"]["Cue"][];
            file?: string;
        };
        /** NewCartCheckout */
        NewCartCheckout: {
            address: components["schemas"]["Address"];
            buyer: components["schemas"]["BuyerDetails"];
            expected_total: components["schemas"]["Money"];
            /** Format: uuid */
            id: string;
            /** @description The version of the cart that one looks at */
            version: number;
        };
        /** NewCartLink */
        NewCartLink: {
            lines: components["schemas"]["LinkedLine"][];
            video_id?: string | null;
        };
        /** NewChanges */
        NewChanges: {
            words: string;
        };
        /** NewCheckout */
        NewCheckout: {
            address: components["schemas"]["Address"];
            buyer: components["schemas"]["BuyerDetails"];
            cart_id?: string | null;
            /** @description As the buyer typed them */
            coupon_codes?: string[];
            expected_total: components["schemas"]["Money"];
            /** Format: uuid */
            id: string;
            lines: components["schemas"]["LineWanted"][];
            note?: string | null;
            payment?: components["schemas"]["NewPaymentTry"] | null;
            shipping?: components["schemas"]["Choice"][];
        };
        /** NewClaim */
        NewClaim: {
            /** Format: uuid */
            id: string;
            /** @default 1 */
            quantity: number;
            ticket: string;
        };
        /** NewCollection */
        NewCollection: {
            cover?: string | null;
            /** Format: uuid */
            id: string;
            /** @default false */
            is_hidden: boolean;
            name: string;
            product_ids?: string[];
        };
        /** NewComment */
        NewComment: {
            /** Format: uuid */
            id: string;
            parent_id?: string | null;
            text: string;
        };
        /** NewConversation */
        NewConversation: {
            /** Format: uuid */
            shop_id: string;
        };
        /** NewCoupon */
        NewCoupon: {
            amount?: number | null;
            /** @description Letters, digits, - and _ */
            code: string;
            collection_ids?: string[];
            discount_max?: number | null;
            ends_at?: string | null;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["CouponKind"];
            /** @default 0 */
            min_spend: number;
            product_ids?: string[];
            rate_bps?: number | null;
            starts_at?: string | null;
            uses_max?: number | null;
            uses_per_buyer_max?: number | null;
            /** @default false */
            works_on_flash: boolean;
        };
        /** NewDecision */
        NewDecision: {
            action: components["schemas"]["Action"];
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["ThingKind"];
            reason: components["schemas"]["Reason"];
            /** Format: uuid */
            thing_id: string;
            /** @default  */
            words: string;
        };
        /** NewDestination */
        NewDestination: {
            currency: components["schemas"]["Currency"];
            /** @default  */
            holder: string;
            /** @default  */
            institution: string;
            kind: components["schemas"]["DestinationKind"];
            /** @default  */
            number: string;
            proof: components["schemas"]["Proof"];
            /** @default  */
            tax_id: string;
        };
        /** NewDrop */
        NewDrop: {
            /** @default 1 */
            buyer_max: number;
            closes_at?: string | null;
            /** Format: uuid */
            id: string;
            /** @default false */
            needs_account: boolean;
            /** Format: date-time */
            opens_at: string;
            place?: components["schemas"]["DropPlace"];
            place_id?: string | null;
            price: components["schemas"]["Money"];
            unit_count: number;
            /** Format: uuid */
            variant_id: string;
        };
        /** NewEndpoint */
        NewEndpoint: {
            url: string;
        };
        /** NewExemptBuyer */
        NewExemptBuyer: {
            document: string;
            /** @description Case does not matter */
            email?: string | null;
            /** Format: date */
            ends_on: string;
            /** @description 3 to 30 of a-z, 0-9, dot and underscore */
            handle?: string | null;
            /** Format: uuid */
            id: string;
        };
        /** NewExternal */
        NewExternal: {
            /** Format: uuid */
            id: string;
            url: string;
        };
        /** NewFlash */
        NewFlash: {
            /** Format: date-time */
            ends_at: string;
            /** Format: uuid */
            id: string;
            prices: components["schemas"]["NewFlashPrice"][];
            /** Format: uuid */
            product_id: string;
            starts_at?: string | null;
        };
        /** NewFlashPrice */
        NewFlashPrice: {
            price: number;
            /** Format: uuid */
            variant_id: string;
        };
        /** NewLink */
        NewLink: {
            product_id?: string | null;
            /** @default  */
            text: string;
            touch_id?: string | null;
        };
        /** NewLinkTouch */
        NewLinkTouch: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            product_id: string;
            shared_by: string;
        };
        /** NewLocation */
        NewLocation: {
            address?: components["schemas"]["Address"] | null;
            /** @default true */
            is_active: boolean;
            name: string;
            /** @default 50 */
            priority: number;
        };
        /** NewMerchant */
        NewMerchant: {
            commission_bps?: number | null;
            /** @default 7000 */
            creator_share_bps: number;
            host: string;
            /** Format: uuid */
            id: string;
            /** @default false */
            is_signature_required: boolean;
            name: string;
            parameters?: {
                [key: string]: string;
            };
            statuses?: {
                [key: string]: components["schemas"]["State"];
            };
            /**
             * @description Query that is added to a link; {click_id} stands for the click
             * @default
             */
            sub_id_template: string;
        };
        /** NewMove */
        NewMove: {
            /** Format: uuid */
            from_id: string;
            /** Format: uuid */
            id: string;
            lines: components["schemas"]["Units"][];
            /** Format: uuid */
            to_id: string;
        };
        /** NewOutcome */
        NewOutcome: {
            outcome: components["schemas"]["AppealOutcome"];
            /** @default  */
            words: string;
        };
        /** NewParcel */
        NewParcel: {
            carrier: string;
            /** Format: uuid */
            id: string;
            lines: components["schemas"]["LineQuantity"][];
            location_id?: string | null;
            tracking_number: string;
            /** @description http or https */
            tracking_url?: string | null;
        };
        /** NewPartnerKey */
        NewPartnerKey: {
            name: string;
            scopes: components["schemas"]["Scope"][];
        };
        /** NewPaymentTry */
        NewPaymentTry: {
            card?: components["schemas"]["Card"] | null;
            challenge_code?: string | null;
            /** @default 1 */
            instalments: number;
            /** @default false */
            keep_card: boolean;
            kept_card_id?: string | null;
            method: components["schemas"]["Method"];
        };
        /** NewPayout */
        NewPayout: {
            currency: components["schemas"]["Currency"];
            /** Format: uuid */
            id: string;
        };
        /** NewPermitRequest */
        NewPermitRequest: {
            /** Format: uuid */
            id: string;
            words: string;
        };
        /** NewPin */
        NewPin: {
            /** @description Unix milliseconds of the picture it belongs to */
            at_ms?: number | null;
            /** Format: uuid */
            id: string;
            /** @default false */
            is_alone: boolean;
            /** Format: uuid */
            product_id: string;
        };
        /** NewPlatformCoupon */
        NewPlatformCoupon: {
            amount?: number | null;
            /** @description Letters, digits, - and _ */
            code: string;
            collection_ids?: string[];
            currency: components["schemas"]["Currency"];
            discount_max?: number | null;
            ends_at?: string | null;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["CouponKind"];
            /** @default 0 */
            min_spend: number;
            product_ids?: string[];
            rate_bps?: number | null;
            shop_id?: string | null;
            starts_at?: string | null;
            uses_max?: number | null;
            uses_per_buyer_max?: number | null;
            /** @default false */
            works_on_flash: boolean;
        };
        /** NewProduct */
        NewProduct: {
            /**
             * @default 0
             * @enum {integer}
             */
            age_limit: 0 | 18;
            category: components["schemas"]["Category"];
            /** @default  */
            description: string;
            /** Format: uuid */
            id: string;
            images?: string[];
            options?: components["schemas"]["Option"][];
            status?: components["schemas"]["ProductStatus"];
            tax_class?: components["schemas"]["TaxClass"];
            title: string;
            variants: components["schemas"]["NewVariant"][];
        };
        /** NewQuestion */
        NewQuestion: {
            /** Format: uuid */
            id: string;
            text: string;
        };
        /** NewQuote */
        NewQuote: {
            claim_id?: string | null;
            country: components["schemas"]["Country"];
            /** @description As the buyer typed them */
            coupon_codes?: string[];
            lines: components["schemas"]["LineWanted"][];
            postal_code?: string | null;
            shipping?: components["schemas"]["Choice"][];
            state?: string | null;
        };
        /** NewRace */
        NewRace: {
            pace: components["schemas"]["Pace"];
        };
        /** NewReceipt */
        NewReceipt: {
            amount: components["schemas"]["Money"];
            conversion_ids: string[];
            /** Format: uuid */
            id: string;
            /** @default  */
            note: string;
        };
        /** NewRefund */
        NewRefund: {
            /**
             * @description Minor units of the order's currency
             * @default 0
             */
            amount: number;
            /** Format: uuid */
            id: string;
            /** @default false */
            is_restocked: boolean;
            lines?: components["schemas"]["LineQuantity"][];
            reason: string;
            /**
             * @description Minor units of the order's currency
             * @default 0
             */
            shipping: number;
        };
        /** NewReport */
        NewReport: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["ThingKind"];
            /** @default  */
            note: string;
            reason: components["schemas"]["Reason"];
            /** Format: uuid */
            thing_id: string;
        };
        /** NewRetailEvent */
        NewRetailEvent: {
            /** Format: uuid */
            id: string;
            invitations: components["schemas"]["partners_model_NewInvitation"][];
            /** Format: date-time */
            starts_at: string;
            title: string;
        };
        /** NewReturn */
        NewReturn: {
            /** Format: uuid */
            id: string;
            lines: components["schemas"]["LineQuantity"][];
            photos?: string[];
            reason: components["schemas"]["ReturnReason"];
            wanted_variant_id?: string | null;
            /** @default  */
            words: string;
        };
        /** NewReview */
        NewReview: {
            photos?: string[];
            stars: components["schemas"]["Stars"];
            /** @default  */
            text: string;
        };
        /** NewRoom */
        NewRoom: {
            /**
             * @default 0
             * @enum {integer}
             */
            age_limit: 0 | 18;
            cover_file_id?: string | null;
            /** Format: uuid */
            id: string;
            product_ids?: string[];
            scheduled_at?: string | null;
            shop_id?: string | null;
            title: string;
        };
        /** NewRuling */
        NewRuling: {
            permitted?: components["schemas"]["Country"][];
            version: number;
            /** @default  */
            words: string;
        };
        /** NewRun */
        NewRun: {
            /** Format: uuid */
            id: string;
            upload_id?: string | null;
        };
        /** NewSale */
        NewSale: {
            commission_bps?: number | null;
            /** @default 0 */
            cost: number;
            /** @default 0 */
            coupon_amount: number;
            /** @default 0 */
            coupon_bps: number;
            /** @default false */
            is_as_paid: boolean;
            /** @default false */
            is_shipped_free: boolean;
            price: number;
            product_id?: string | null;
            tax_class?: components["schemas"]["TaxClass"] | null;
        };
        /** NewSavedAddress */
        NewSavedAddress: {
            address: components["schemas"]["Address"];
            /** @default false */
            is_default: boolean;
            /** @default  */
            label: string;
        };
        /** NewSaveList */
        NewSaveList: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** NewSchedule */
        NewSchedule: {
            /** Format: date-time */
            publish_at: string;
        };
        /** NewSettlement */
        NewSettlement: {
            /** Format: uuid */
            id: string;
            provider: string;
            reason: string;
            subject: string;
        };
        /** NewShop */
        NewShop: {
            avatar_file_id?: string | null;
            country: components["schemas"]["Country"];
            /** @default  */
            description: string;
            /** @description 3 to 30 of a-z, 0-9, dot and underscore */
            handle: string;
            /** Format: uuid */
            id: string;
            name: string;
            /** @default true */
            prices_include_tax: boolean;
            /** @description Days to give back, from delivery */
            return_days: number;
            shipping: components["schemas"]["Money"];
            /** @description Longest time that a parcel may take */
            transit_max_days: number;
        };
        /** NewSilence */
        NewSilence: {
            minutes?: number | null;
        };
        /** NewSlideshowRun */
        NewSlideshowRun: {
            /** Format: uuid */
            id: string;
            /** @default false */
            is_publishing: boolean;
            product_ids: string[];
        };
        /** NewSource */
        NewSource: {
            /**
             * @description Units of a new variant that is in stock but has no number in the file
             * @default 0
             */
            assumed_quantity: number;
            category?: components["schemas"]["Category"];
            /** Format: uuid */
            id: string;
            mode?: components["schemas"]["Mode"];
            name: string;
            schedule?: components["schemas"]["Schedule"];
            url?: string | null;
        };
        /** NewSponsorCampaign */
        NewSponsorCampaign: {
            brief: string;
            fee: components["schemas"]["Money"];
            /** Format: uuid */
            id: string;
            places_max: number;
            product_ids?: string[];
            /** Format: date-time */
            submit_by: string;
            title: string;
        };
        /** NewSubmission */
        NewSubmission: {
            /** Format: uuid */
            video_id: string;
        };
        /** NewTip */
        NewTip: {
            amount: components["schemas"]["Money"];
            /** Format: uuid */
            id: string;
            /** @default false */
            is_anonymous: boolean;
            room_id?: string | null;
            video_id?: string | null;
        };
        /** NewTipPayment */
        NewTipPayment: {
            card: components["schemas"]["Card"];
            challenge_code?: string | null;
            method: components["schemas"]["Method"];
        };
        /** NewToken */
        NewToken: {
            /** Format: uuid */
            id: string;
            token: string;
        };
        /** NewTouch */
        NewTouch: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            product_id: string;
            room_id?: string | null;
            video_id?: string | null;
        };
        /** NewVariant */
        NewVariant: {
            compare_at?: number | null;
            /** Format: uuid */
            id: string;
            price: number;
            /** @default  */
            sku: string;
            values: string[];
            /** @description With its packing, in grams */
            weight_g?: number | null;
        };
        /** NewVerificationOutcome */
        NewVerificationOutcome: {
            outcome: components["schemas"]["VerificationOutcome"];
            /**
             * @description To the owner; needed unless verified
             * @default
             */
            words: string;
        };
        /** NewVideo */
        NewVideo: {
            /** @default  */
            caption: string;
            edit?: components["schemas"]["Edit"];
            /** Format: uuid */
            id: string;
            language?: components["schemas"]["Language"] | null;
            /** Format: uuid */
            upload_id: string;
        };
        /** NewWriteOff */
        NewWriteOff: {
            currency: components["schemas"]["Currency"];
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            payee_id: string;
            payee_kind: components["schemas"]["PayeeKind"];
            reason: string;
        };
        /**
         * Nothing
         * @description Why a sale would leave its creator nothing.
         * @enum {string}
         */
        Nothing: "own_shop" | "no_plan" | "not_earning";
        /** Notice */
        Notice: {
            /** Format: date-time */
            at: string;
            body: string;
            /** Format: uuid */
            id: string;
            is_read: boolean;
            kind: string;
            title: string;
            url: string;
        };
        /** NoticePreferences */
        NoticePreferences: {
            comments: boolean;
            follows: boolean;
            likes: boolean;
            mentions: boolean;
        };
        /** ObstacleView */
        ObstacleView: {
            amount: components["schemas"]["Money"] | null;
            code: string;
            count: number;
            is_waited_for: boolean;
        };
        /** OfferedProduct */
        OfferedProduct: {
            /** Format: uuid */
            product_id: string;
            rate_bps: number;
            title: string;
        };
        /** Option */
        Option: {
            name: string;
            values: string[];
        };
        /** OrderCommissions */
        OrderCommissions: {
            items: components["schemas"]["OrderCommissionView"][];
        };
        /** OrderCommissionView */
        OrderCommissionView: {
            amount: components["schemas"]["Money"];
            base: components["schemas"]["Money"];
            creator_handle: string | null;
            is_paid_by_platform: boolean;
            product_title: string;
            rate_bps: number;
            state: components["schemas"]["CommissionState"];
        };
        /** OrderCounts */
        OrderCounts: {
            late_count: number;
            statuses: components["schemas"]["StatusCount"][];
        };
        /** OrderLineView */
        OrderLineView: {
            discount: components["schemas"]["Money"];
            /** Format: uuid */
            id: string;
            image_url: string | null;
            kept_quantity: number;
            left_quantity: number;
            /** Format: uuid */
            product_id: string;
            quantity: number;
            refunded: components["schemas"]["Money"];
            refunded_quantity: number;
            tax: components["schemas"]["Money"];
            tax_rate_bps: number;
            title: string;
            total: components["schemas"]["Money"];
            unit_price: components["schemas"]["Money"];
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
        };
        /** ShopName */
        orders_model_ShopName: {
            handle: string;
            /** Format: uuid */
            id: string;
            /** @default false */
            is_verified: boolean;
            name: string;
        };
        /**
         * OrderStatus
         * @description Where an order is between the buyer's decision and the buyer's door.
         * @enum {string}
         */
        OrderStatus: "placed" | "confirmed" | "paid" | "packed" | "partly_shipped" | "shipped" | "delivered" | "cancelled";
        /** OrderView */
        OrderView: {
            address: components["schemas"]["Address"];
            buyer: components["schemas"]["BuyerView"];
            can: components["schemas"]["Allowed"];
            code: string;
            coupon_codes: string[];
            discount: components["schemas"]["Money"];
            exempt_document: string | null;
            /** Format: uuid */
            id: string;
            is_cash: boolean;
            lines: components["schemas"]["OrderLineView"][];
            note: string | null;
            parcels: components["schemas"]["ParcelView"][];
            phone_national: string | null;
            /** Format: date-time */
            placed_at: string;
            promise: components["schemas"]["ArrivalPromise"] | null;
            promo: components["schemas"]["Money"];
            refunded: components["schemas"]["Money"] | null;
            refunded_shipping: components["schemas"]["Money"];
            return_right: components["schemas"]["ReturnRight"];
            shipment: components["schemas"]["Shipment"] | null;
            shipping: components["schemas"]["Money"];
            shipping_name: string | null;
            shipping_tax: components["schemas"]["Money"];
            shop: components["schemas"]["orders_model_ShopName"];
            status: components["schemas"]["OrderStatus"];
            tax: components["schemas"]["Money"];
            taxes: components["schemas"]["TaxLine"][];
            timeline: components["schemas"]["TimelineEntry"][];
            total: components["schemas"]["Money"];
        };
        /**
         * Outcome
         * @description What became of one touch in a decision.
         * @enum {string}
         */
        Outcome: "won" | "earlier" | "expired" | "after_cart" | "own_purchase" | "own_shop" | "not_earning";
        /** Override */
        Override: {
            /** Format: uuid */
            product_id: string;
            rate_bps: number;
        };
        /** OwedConversion */
        OwedConversion: {
            commission: components["schemas"]["Money"];
            /** Format: date-time */
            created_at: string;
            creator_handle: string | null;
            due: components["schemas"]["Money"];
            event: string;
            /** Format: uuid */
            id: string;
            product_title: string;
            transaction: string;
            trust: components["schemas"]["Trust"];
        };
        /** OwnDrop */
        OwnDrop: {
            bought: number;
            drop: components["schemas"]["DropView"];
            held: number;
            place_id: string | null;
        };
        /** OwnReview */
        OwnReview: {
            may_answer: boolean;
            may_review: boolean;
            /** Format: uuid */
            product_id: string;
            review: components["schemas"]["ReviewView"] | null;
        };
        /**
         * Pace
         * @description How buyers come.
         * @enum {string}
         */
        Pace: "rush" | "minute";
        /** Page[PostalPlace] */
        "Page_vitrina.addresses.model.PostalPlace_": {
            items: components["schemas"]["PostalPlace"][];
            next_cursor?: string | null;
        };
        /** Page[SavedAddress] */
        "Page_vitrina.addresses.model.SavedAddress_": {
            items: components["schemas"]["SavedAddress"][];
            next_cursor?: string | null;
        };
        /** Page[CommissionView] */
        "Page_vitrina.affiliates.model.CommissionView_": {
            items: components["schemas"]["CommissionView"][];
            next_cursor?: string | null;
        };
        /** Page[Keep] */
        "Page_vitrina.affiliates.model.Keep_": {
            items: components["schemas"]["Keep"][];
            next_cursor?: string | null;
        };
        /** Page[AccountEntry] */
        "Page_vitrina.books.model.AccountEntry_": {
            items: components["schemas"]["AccountEntry"][];
            next_cursor?: string | null;
        };
        /** Page[CollectionSummary] */
        "Page_vitrina.catalogue.model.CollectionSummary_": {
            items: components["schemas"]["CollectionSummary"][];
            next_cursor?: string | null;
        };
        /** Page[ProductOwn] */
        "Page_vitrina.catalogue.model.ProductOwn_": {
            items: components["schemas"]["ProductOwn"][];
            next_cursor?: string | null;
        };
        /** Page[CartLinkView] */
        "Page_vitrina.channels.model.CartLinkView_": {
            items: components["schemas"]["CartLinkView"][];
            next_cursor?: string | null;
        };
        /** Page[ProductFlaw] */
        "Page_vitrina.channels.model.ProductFlaw_": {
            items: components["schemas"]["ProductFlaw"][];
            next_cursor?: string | null;
        };
        /** Page[OwnDrop] */
        "Page_vitrina.drops.model.OwnDrop_": {
            items: components["schemas"]["OwnDrop"][];
            next_cursor?: string | null;
        };
        /** Page[ConversionView] */
        "Page_vitrina.external.model.ConversionView_": {
            items: components["schemas"]["ConversionView"][];
            next_cursor?: string | null;
        };
        /** Page[ExternalView] */
        "Page_vitrina.external.model.ExternalView_": {
            items: components["schemas"]["ExternalView"][];
            next_cursor?: string | null;
        };
        /** Page[OwedConversion] */
        "Page_vitrina.external.model.OwedConversion_": {
            items: components["schemas"]["OwedConversion"][];
            next_cursor?: string | null;
        };
        /** Page[Clip] */
        "Page_vitrina.feed.model.Clip_": {
            items: components["schemas"]["Clip"][];
            next_cursor?: string | null;
        };
        /** Page[Token] */
        "Page_vitrina.identity.model.Token_": {
            items: components["schemas"]["Token"][];
            next_cursor?: string | null;
        };
        /** Page[ItemView] */
        "Page_vitrina.imports.model.ItemView_": {
            items: components["schemas"]["ItemView"][];
            next_cursor?: string | null;
        };
        /** Page[PictureView] */
        "Page_vitrina.imports.model.PictureView_": {
            items: components["schemas"]["PictureView"][];
            next_cursor?: string | null;
        };
        /** Page[ProblemView] */
        "Page_vitrina.imports.model.ProblemView_": {
            items: components["schemas"]["ProblemView"][];
            next_cursor?: string | null;
        };
        /** Page[RunView] */
        "Page_vitrina.imports.model.RunView_": {
            items: components["schemas"]["RunView"][];
            next_cursor?: string | null;
        };
        /** Page[LocatedLevel] */
        "Page_vitrina.inventory.locations.model.LocatedLevel_": {
            items: components["schemas"]["LocatedLevel"][];
            next_cursor?: string | null;
        };
        /** Page[Location] */
        "Page_vitrina.inventory.locations.model.Location_": {
            items: components["schemas"]["Location"][];
            next_cursor?: string | null;
        };
        /** Page[LocationMovementLine] */
        "Page_vitrina.inventory.locations.model.LocationMovementLine_": {
            items: components["schemas"]["LocationMovementLine"][];
            next_cursor?: string | null;
        };
        /** Page[Level] */
        "Page_vitrina.inventory.model.Level_": {
            items: components["schemas"]["Level"][];
            next_cursor?: string | null;
        };
        /** Page[MovementLine] */
        "Page_vitrina.inventory.model.MovementLine_": {
            items: components["schemas"]["MovementLine"][];
            next_cursor?: string | null;
        };
        /** Page[RoomCard] */
        "Page_vitrina.live.model.RoomCard_": {
            items: components["schemas"]["RoomCard"][];
            next_cursor?: string | null;
        };
        /** Page[ConversationView] */
        "Page_vitrina.messaging.model.ConversationView_": {
            items: components["schemas"]["ConversationView"][];
            next_cursor?: string | null;
        };
        /** Page[AppealCase] */
        "Page_vitrina.moderation.model.AppealCase_": {
            items: components["schemas"]["AppealCase"][];
            next_cursor?: string | null;
        };
        /** Page[Case] */
        "Page_vitrina.moderation.model.Case_": {
            items: components["schemas"]["Case"][];
            next_cursor?: string | null;
        };
        /** Page[Decision] */
        "Page_vitrina.moderation.model.Decision_": {
            items: components["schemas"]["Decision"][];
            next_cursor?: string | null;
        };
        /** Page[DemoMail] */
        "Page_vitrina.notifications.model.DemoMail_": {
            items: components["schemas"]["DemoMail"][];
            next_cursor?: string | null;
        };
        /** Page[Notice] */
        "Page_vitrina.notifications.model.Notice_": {
            items: components["schemas"]["Notice"][];
            next_cursor?: string | null;
        };
        /** Page[OrderView] */
        "Page_vitrina.orders.views.OrderView_": {
            items: components["schemas"]["OrderView"][];
            next_cursor?: string | null;
        };
        /** Page[Somebody] */
        "Page_vitrina.pages.model.Somebody_": {
            items: components["schemas"]["Somebody"][];
            next_cursor?: string | null;
        };
        /** Page[DeliveryView] */
        "Page_vitrina.partners.model.DeliveryView_": {
            items: components["schemas"]["DeliveryView"][];
            next_cursor?: string | null;
        };
        /** Page[InvitationView] */
        "Page_vitrina.partners.model.InvitationView_": {
            items: components["schemas"]["InvitationView"][];
            next_cursor?: string | null;
        };
        /** Page[RetailEventView] */
        "Page_vitrina.partners.model.RetailEventView_": {
            items: components["schemas"]["RetailEventView"][];
            next_cursor?: string | null;
        };
        /** Page[AwaitedRefund] */
        "Page_vitrina.payments.model.AwaitedRefund_": {
            items: components["schemas"]["AwaitedRefund"][];
            next_cursor?: string | null;
        };
        /** Page[AwaitedTransfer] */
        "Page_vitrina.payments.model.AwaitedTransfer_": {
            items: components["schemas"]["AwaitedTransfer"][];
            next_cursor?: string | null;
        };
        /** Page[BankFileView] */
        "Page_vitrina.payouts.model.BankFileView_": {
            items: components["schemas"]["BankFileView"][];
            next_cursor?: string | null;
        };
        /** Page[Debt] */
        "Page_vitrina.payouts.model.Debt_": {
            items: components["schemas"]["Debt"][];
            next_cursor?: string | null;
        };
        /** Page[PayoutCase] */
        "Page_vitrina.payouts.model.PayoutCase_": {
            items: components["schemas"]["PayoutCase"][];
            next_cursor?: string | null;
        };
        /** Page[PayoutView] */
        "Page_vitrina.payouts.model.PayoutView_": {
            items: components["schemas"]["PayoutView"][];
            next_cursor?: string | null;
        };
        /** Page[PermitCase] */
        "Page_vitrina.prohibitions.model.PermitCase_": {
            items: components["schemas"]["PermitCase"][];
            next_cursor?: string | null;
        };
        /** Page[CouponView] */
        "Page_vitrina.promotions.model.CouponView_": {
            items: components["schemas"]["CouponView"][];
            next_cursor?: string | null;
        };
        /** Page[ReturnView] */
        "Page_vitrina.returns.model.ReturnView_": {
            items: components["schemas"]["ReturnView"][];
            next_cursor?: string | null;
        };
        /** Page[RevenueEntry] */
        "Page_vitrina.revenue.model.RevenueEntry_": {
            items: components["schemas"]["RevenueEntry"][];
            next_cursor?: string | null;
        };
        /** Page[OwnReview] */
        "Page_vitrina.reviews.model.OwnReview_": {
            items: components["schemas"]["OwnReview"][];
            next_cursor?: string | null;
        };
        /** Page[QuestionView] */
        "Page_vitrina.reviews.model.QuestionView_": {
            items: components["schemas"]["QuestionView"][];
            next_cursor?: string | null;
        };
        /** Page[ReviewView] */
        "Page_vitrina.reviews.model.ReviewView_": {
            items: components["schemas"]["ReviewView"][];
            next_cursor?: string | null;
        };
        /** Page[ShopQuestion] */
        "Page_vitrina.reviews.model.ShopQuestion_": {
            items: components["schemas"]["ShopQuestion"][];
            next_cursor?: string | null;
        };
        /** Page[ShopReview] */
        "Page_vitrina.reviews.model.ShopReview_": {
            items: components["schemas"]["ShopReview"][];
            next_cursor?: string | null;
        };
        /** Page[FoundHashtag] */
        "Page_vitrina.search.model.FoundHashtag_": {
            items: components["schemas"]["FoundHashtag"][];
            next_cursor?: string | null;
        };
        /** Page[FoundProfile] */
        "Page_vitrina.search.model.FoundProfile_": {
            items: components["schemas"]["FoundProfile"][];
            next_cursor?: string | null;
        };
        /** Page[ShopPublic] */
        "Page_vitrina.shops.model.ShopPublic_": {
            items: components["schemas"]["ShopPublic"][];
            next_cursor?: string | null;
        };
        /** Page[SlideshowProduct] */
        "Page_vitrina.slideshows.model.SlideshowProduct_": {
            items: components["schemas"]["SlideshowProduct"][];
            next_cursor?: string | null;
        };
        /** Page[SlideshowRunView] */
        "Page_vitrina.slideshows.model.SlideshowRunView_": {
            items: components["schemas"]["SlideshowRunView"][];
            next_cursor?: string | null;
        };
        /** Page[SponsorCampaignView] */
        "Page_vitrina.sponsorships.model.SponsorCampaignView_": {
            items: components["schemas"]["SponsorCampaignView"][];
            next_cursor?: string | null;
        };
        /** Page[SponsorshipView] */
        "Page_vitrina.sponsorships.model.SponsorshipView_": {
            items: components["schemas"]["SponsorshipView"][];
            next_cursor?: string | null;
        };
        /** Page[CategoryName] */
        "Page_vitrina.storefront.model.CategoryName_": {
            items: components["schemas"]["CategoryName"][];
            next_cursor?: string | null;
        };
        /** Page[CollectionCard] */
        "Page_vitrina.storefront.model.CollectionCard_": {
            items: components["schemas"]["CollectionCard"][];
            next_cursor?: string | null;
        };
        /** Page[ProductCard] */
        "Page_vitrina.storefront.model.ProductCard_": {
            items: components["schemas"]["ProductCard"][];
            next_cursor?: string | null;
        };
        /** Page[TipView] */
        "Page_vitrina.tips.model.TipView_": {
            items: components["schemas"]["TipView"][];
            next_cursor?: string | null;
        };
        /** Page[VerificationCase] */
        "Page_vitrina.verification.model.VerificationCase_": {
            items: components["schemas"]["VerificationCase"][];
            next_cursor?: string | null;
        };
        /** Page[VideoView] */
        "Page_vitrina.videos.model.clips.VideoView_": {
            items: components["schemas"]["VideoView"][];
            next_cursor?: string | null;
        };
        /** Page[CommentView] */
        "Page_vitrina.videos.model.talk.CommentView_": {
            items: components["schemas"]["CommentView"][];
            next_cursor?: string | null;
        };
        /** Page[SaveList] */
        "Page_vitrina.videos.model.talk.SaveList_": {
            items: components["schemas"]["SaveList"][];
            next_cursor?: string | null;
        };
        /** Page[Wish] */
        "Page_vitrina.wishes.model.Wish_": {
            items: components["schemas"]["Wish"][];
            next_cursor?: string | null;
        };
        /** ParcelView */
        ParcelView: {
            delivered_at: string | null;
            /** Format: uuid */
            id: string;
            lines: components["schemas"]["LineQuantity"][];
            number: number;
            recall_until: string | null;
            shipment: components["schemas"]["Shipment"];
            /** Format: date-time */
            shipped_at: string;
            together_with: string[];
        };
        /** ParkedHint */
        ParkedHint: {
            event_id: string;
            kind: string;
            object_id: string;
            payment_id?: string | null;
            provider: string;
            /** Format: date-time */
            received_at: string;
        };
        /** ParkedHints */
        ParkedHints: {
            items: components["schemas"]["ParkedHint"][];
        };
        /** PartnerKey */
        PartnerKey: {
            hint: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            made_at: string;
            name: string;
            scopes: components["schemas"]["Scope"][];
            /** Format: uuid */
            shop_id: string;
            used_at: string | null;
        };
        /** NewInvitation */
        partners_model_NewInvitation: {
            handle: string;
            /** Format: uuid */
            id: string;
            products: components["schemas"]["AgreedProduct"][];
        };
        /** PartnerTerms */
        PartnerTerms: {
            /** @default 50 */
            price_jump_max_percent: number;
            /** @default 0 */
            stock_buffer: number;
        };
        /** PartnerView */
        PartnerView: {
            dead_letter_count: number;
            endpoint: components["schemas"]["EndpointView"] | null;
            keys: components["schemas"]["PartnerKey"][];
            terms: components["schemas"]["PartnerTerms"];
        };
        /**
         * Party
         * @description To whom money of a purchase went.
         * @enum {string}
         */
        Party: "shop" | "tax" | "creator" | "platform" | "provider" | "buyer" | "waiting" | "other";
        /** PauseOfMany */
        PauseOfMany: {
            coupon_ids: string[];
            is_paused: boolean;
        };
        /** PayeeBalance */
        PayeeBalance: {
            available: components["schemas"]["Money"];
            currency: components["schemas"]["Currency"];
            destination: components["schemas"]["DestinationView"] | null;
            held: components["schemas"]["Held"] | null;
            minimum: components["schemas"]["Money"];
            on_its_way: components["schemas"]["Money"];
            pending: components["schemas"]["Money"];
        };
        /**
         * PayeeKind
         * @description Who is paid.
         * @enum {string}
         */
        PayeeKind: "shop" | "creator";
        /** PaymentMethods */
        PaymentMethods: {
            items: components["schemas"]["MethodOffer"][];
        };
        /**
         * PaymentStatus
         * @description Where one attempt to pay stands.
         * @enum {string}
         */
        PaymentStatus: "open" | "challenge" | "waiting" | "pending" | "captured" | "declined" | "abandoned";
        /** PaymentView */
        PaymentView: {
            challenge: components["schemas"]["Challenge"] | null;
            decline_reason: string | null;
            instalments: number;
            instructions: components["schemas"]["Instructions"] | null;
            kind: components["schemas"]["MethodKind"];
            method: components["schemas"]["Method"] | null;
            pay_by: string | null;
            status: components["schemas"]["PaymentStatus"];
        };
        /** PayoutCase */
        PayoutCase: {
            approval_count: number;
            approvals_needed: number;
            can_approve: boolean;
            moves: components["schemas"]["MoveView"][];
            /** Format: uuid */
            payee_id: string;
            payee_kind: components["schemas"]["PayeeKind"];
            payee_name: string;
            payout: components["schemas"]["PayoutView"];
        };
        /** PayoutDesk */
        PayoutDesk: {
            account?: components["schemas"]["AccountView"] | null;
            balances: components["schemas"]["PayeeBalance"][];
            kinds: {
                [key: string]: components["schemas"]["DestinationKind"][];
            };
            needs_tax_id: boolean;
            next_payday: string | null;
        };
        /** PayoutRefusal */
        PayoutRefusal: {
            reason: string;
        };
        /**
         * PayoutState
         * @description Where a payout stands.
         * @enum {string}
         */
        PayoutState: "waiting" | "ready" | "sent" | "paid" | "failed" | "refused";
        /** PayoutView */
        PayoutView: {
            amount: components["schemas"]["Money"];
            came_back: components["schemas"]["Money"];
            code: string;
            /** Format: date-time */
            created_at: string;
            destination: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            moved_at: string;
            note: string;
            payday: string | null;
            pays: components["schemas"]["Money"];
            provider: string | null;
            state: components["schemas"]["PayoutState"];
            withheld: components["schemas"]["WithholdingView"][];
        };
        /** PermitCase */
        PermitCase: {
            description: string;
            held: components["schemas"]["HeldGood"][];
            is_current: boolean;
            is_own: boolean;
            request: components["schemas"]["PermitRequest"];
            shop: string | null;
            title: string;
        };
        /** PermitRequest */
        PermitRequest: {
            answer: string;
            /** Format: date-time */
            asked_at: string;
            countries: components["schemas"]["Country"][];
            goods: components["schemas"]["GoodKey"][];
            /** Format: uuid */
            id: string;
            permitted: components["schemas"]["Country"][];
            /** Format: uuid */
            product_id: string;
            ruled_at: string | null;
            state: components["schemas"]["PermitState"];
            version: number;
            words: string;
        };
        /**
         * PermitState
         * @description What became of a permit request.
         * @enum {string}
         */
        PermitState: "asked" | "replaced" | "permitted" | "upheld";
        /** Person */
        Person: {
            avatar_url: string | null;
            handle: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** PictureView */
        PictureView: {
            attempt_count: number;
            failure: string;
            message: string;
            /** Format: uuid */
            product_id: string;
            url: string;
        };
        /** Pin */
        Pin: {
            available: number;
            currency: components["schemas"]["Currency"];
            from_ms: number;
            /** Format: uuid */
            id: string;
            number: number;
            price_minor: number;
            /** Format: uuid */
            product_id: string;
            /** Format: uuid */
            room_id: string;
            to_ms: number | null;
        };
        /** PinView */
        PinView: {
            at_ms: number;
            available: number;
            /** Format: uuid */
            id: string;
            number: number;
            product: components["schemas"]["ProductCard"];
        };
        /** PlaceLevel */
        PlaceLevel: {
            /** Format: uuid */
            location_id: string;
            quantity: number;
        };
        /** Plan */
        Plan: {
            is_default_plan_opted_out: boolean;
            overrides: components["schemas"]["Override"][];
            rate_bps: number | null;
            version: number;
        };
        /**
         * PlanKind
         * @description Which terms a commission follows; the first that applies wins.
         * @enum {string}
         */
        PlanKind: "product" | "shop" | "default" | "agreed";
        /** PlanView */
        PlanView: {
            kind: components["schemas"]["PlanKind"];
            locked_until: string | null;
            version: number;
        };
        /** PostalPlace */
        PostalPlace: {
            city: string;
            neighbourhood: string | null;
            state: string;
        };
        /** Posted */
        Posted: {
            outcome: string;
        };
        /**
         * Pricing
         * @description What a campaign pays for.
         * @enum {string}
         */
        Pricing: "impression" | "tap";
        /** Problem */
        Problem: {
            code: string;
            detail?: string | null;
            facts?: {
                [key: string]: unknown;
            } | null;
            fields?: {
                [key: string]: string;
            } | null;
            request_id: string;
            status: number;
            title: string;
            type: string;
        };
        /** ProblemView */
        ProblemView: {
            code: string;
            external_id: string;
            field: string;
            is_error: boolean;
            line: number;
            message: string;
            sample: string;
        };
        /** ProductCard */
        ProductCard: {
            /**
             * @default 0
             * @enum {integer}
             */
            age_limit: 0 | 18;
            compare_at: components["schemas"]["Money"] | null;
            flash_ends_at?: string | null;
            has_price_range: boolean;
            /** Format: uuid */
            id: string;
            image_url: string | null;
            is_sold_out: boolean;
            price: components["schemas"]["Money"];
            rating: components["schemas"]["Rating"] | null;
            shop: components["schemas"]["storefront_model_ShopName"];
            title: string;
        };
        /** ProductChanges */
        ProductChanges: {
            age_limit?: 0 | 18;
            category?: components["schemas"]["Category"];
            description?: string;
            images?: string[];
            options?: components["schemas"]["Option"][];
            status?: components["schemas"]["ProductStatus"];
            tax_class?: components["schemas"]["TaxClass"];
            title?: string;
            variants?: components["schemas"]["NewVariant"][];
        };
        /** ProductFlaw */
        ProductFlaw: {
            flaw: components["schemas"]["Flaw"];
            image_url: string | null;
            is_left_out: boolean;
            /** Format: uuid */
            product_id: string;
            text: string;
            title: string;
        };
        /** ProductHold */
        ProductHold: {
            held: components["schemas"]["HeldGood"][];
            /** Format: uuid */
            product_id: string;
            request: components["schemas"]["PermitRequest"] | null;
        };
        /** ProductOwn */
        ProductOwn: {
            /** @enum {integer} */
            age_limit: 0 | 18;
            category: components["schemas"]["Category"];
            /** Format: date-time */
            created_at: string;
            description: string;
            /** Format: uuid */
            id: string;
            images: components["schemas"]["Image"][];
            options: components["schemas"]["Option"][];
            price_includes_tax: boolean;
            /** Format: uuid */
            shop_id: string;
            status: components["schemas"]["ProductStatus"];
            tax_class: components["schemas"]["TaxClass"];
            tax_rate_bps: number;
            title: string;
            variants: components["schemas"]["VariantOwn"][];
        };
        /**
         * ProductStatus
         * @description Who may see a product.
         * @default draft
         * @enum {string}
         */
        ProductStatus: "draft" | "active" | "archived";
        /** ProductView */
        ProductView: {
            /** @enum {integer} */
            age_limit: 0 | 18;
            category: components["schemas"]["Category"];
            /** Format: date-time */
            created_at: string;
            description: string;
            /** Format: uuid */
            id: string;
            images: components["schemas"]["Image"][];
            options: components["schemas"]["Option"][];
            price_includes_tax: boolean;
            rating: components["schemas"]["Rating"] | null;
            shop: components["schemas"]["ShopTerms"];
            status: components["schemas"]["ProductStatus"];
            title: string;
            variants: components["schemas"]["VariantView"][];
        };
        /** Profile */
        Profile: {
            avatar_url: string | null;
            bio: string;
            clip_count: number;
            follower_count: number;
            following_count: number;
            handle: string;
            /** Format: uuid */
            id: string;
            is_following: boolean;
            /** @default false */
            is_muted: boolean;
            is_self: boolean;
            kind: components["schemas"]["HandleKind"];
            name: string;
            shop?: components["schemas"]["ShopPublic"];
        };
        /**
         * ProfileKind
         * @description Whom a handle names.
         * @enum {string}
         */
        ProfileKind: "person" | "shop";
        /** ProhibitedGood */
        ProhibitedGood: {
            good: components["schemas"]["GoodKey"];
            sources: components["schemas"]["CountrySource"][];
        };
        /** ProhibitedGoods */
        ProhibitedGoods: {
            goods: components["schemas"]["ProhibitedGood"][];
        };
        /** PromotableClip */
        PromotableClip: {
            caption: string;
            /** Format: uuid */
            id: string;
            is_own: boolean;
        };
        /** Proof */
        Proof: {
            /** @description Six digits */
            code?: string | null;
            password?: string | null;
        };
        /** PurchaseOrderView */
        PurchaseOrderView: {
            code: string;
            /** Format: uuid */
            id: string;
            shop: components["schemas"]["orders_model_ShopName"];
            total: components["schemas"]["Money"];
            url: string;
        };
        /**
         * PurchaseStatus
         * @description Where a purchase stands, as its buyer sees it.
         * @enum {string}
         */
        PurchaseStatus: "awaiting_payment" | "challenge" | "declined" | "waiting" | "confirmed" | "pending" | "paid" | "expired" | "refunded";
        /** PurchaseView */
        PurchaseView: {
            hold_until: string | null;
            /** Format: uuid */
            id: string;
            key: string;
            orders: components["schemas"]["PurchaseOrderView"][];
            payment: components["schemas"]["PaymentView"];
            status: components["schemas"]["PurchaseStatus"];
            total: components["schemas"]["Money"];
        };
        /** PushDevice */
        PushDevice: {
            agent: string;
            failure_count: number;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            made_at: string;
            taken_at: string | null;
        };
        /** PushOffer */
        PushOffer: {
            devices: components["schemas"]["PushDevice"][];
            public_key: string | null;
            settings: components["schemas"]["PushSettings"];
        };
        /** PushRow */
        PushRow: {
            at?: string | null;
            external_id?: string | null;
            /** @default false */
            is_price_meant: boolean;
            price?: components["schemas"]["Money"] | null;
            sku?: string | null;
            stock?: number | null;
        };
        /** PushSettings */
        PushSettings: {
            /** @description Of the person's day */
            quiet_from: string | null;
            /** @description Of the person's day */
            quiet_until: string | null;
            silenced: components["schemas"]["PushSubject"][];
            /** @description IANA name */
            zone: string;
        };
        /**
         * PushSubject
         * @description What a person may switch off on her lock screen, one switch each.
         * @enum {string}
         */
        PushSubject: "orders" | "messages" | "shows" | "drops" | "sales" | "shop" | "earnings" | "talk" | "reactions" | "account";
        /** QuestionAnswer */
        QuestionAnswer: {
            /** Format: date-time */
            answered_at: string;
            author: components["schemas"]["Reviewer"] | null;
            helpful_count: number;
            /** Format: uuid */
            id: string;
            is_edited: boolean;
            is_helpful: boolean;
            is_hidden: boolean;
            is_own: boolean;
            is_shop: boolean;
            text: string;
        };
        /** QuestionView */
        QuestionView: {
            answers: components["schemas"]["QuestionAnswer"][];
            /** Format: date-time */
            asked_at: string;
            author: components["schemas"]["Reviewer"];
            /** Format: uuid */
            id: string;
            is_hidden: boolean;
            /** Format: uuid */
            product_id: string;
            text: string;
        };
        /** QuickItem */
        QuickItem: {
            /** @description Unix milliseconds of the picture it belongs to */
            at_ms?: number | null;
            /** Format: uuid */
            id: string;
            image_file_id?: string | null;
            pieces: number;
            /** Format: uuid */
            pin_id: string;
            price: number;
            title: string;
        };
        /** Quote */
        Quote: {
            coupons: components["schemas"]["QuoteCoupon"][];
            discount: components["schemas"]["Money"];
            orders: components["schemas"]["QuoteOrder"][];
            shipping: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            total: components["schemas"]["Money"];
        };
        /** QuoteCoupon */
        QuoteCoupon: {
            code: string;
            discount: components["schemas"]["Money"] | null;
            missing: components["schemas"]["Money"] | null;
            problem: components["schemas"]["CouponProblem"] | null;
        };
        /** QuoteLine */
        QuoteLine: {
            discount: components["schemas"]["Money"];
            image_url: string | null;
            /** Format: uuid */
            product_id: string;
            quantity: number;
            tax: components["schemas"]["Money"];
            tax_rate_bps: number;
            title: string;
            total: components["schemas"]["Money"];
            unit_price: components["schemas"]["Money"];
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
        };
        /** QuoteOrder */
        QuoteOrder: {
            default_weight_g: number | null;
            discount: components["schemas"]["Money"];
            is_tax_exempt: boolean;
            lines: components["schemas"]["QuoteLine"][];
            prices_include_tax: boolean;
            promo: components["schemas"]["Money"];
            shipping: components["schemas"]["Money"];
            shipping_before: components["schemas"]["Money"];
            shipping_tax: components["schemas"]["Money"];
            shop: components["schemas"]["orders_model_ShopName"];
            tax: components["schemas"]["Money"];
            taxes: components["schemas"]["TaxLine"][];
            total: components["schemas"]["Money"];
            way: components["schemas"]["QuoteWay"];
            ways: components["schemas"]["QuoteWay"][];
            weight_g: number | null;
        };
        /** QuoteWay */
        QuoteWay: {
            is_pickup: boolean;
            name: string | null;
            price: components["schemas"]["Money"];
            promise: components["schemas"]["ArrivalPromise"];
            rate_id: string | null;
        };
        /** Race */
        Race: {
            /** Format: date-time */
            began_at: string;
            blows: components["schemas"]["Survived"][];
            bought: number;
            buyers: number;
            elapsed_s: number;
            pace: components["schemas"]["Pace"];
            refused: number;
            state: components["schemas"]["RaceState"];
            units: number;
            verdict?: components["schemas"]["RaceVerdict"] | null;
            waiting: number;
        };
        /**
         * RaceState
         * @description How far a race is.
         * @enum {string}
         */
        RaceState: "starting" | "running" | "counting" | "done";
        /** RaceVerdict */
        RaceVerdict: {
            breaches: number;
            doubled: number;
            lost: number;
            oversold: number;
            sold: number;
        };
        /** Rating */
        Rating: {
            average_tenths: number;
            count: number;
        };
        /** RatingSummary */
        RatingSummary: {
            average_tenths: number | null;
            count: number;
            distribution: number[];
        };
        /** Reading */
        Reading: {
            code: string;
            title: string;
        };
        /** ReadMark */
        ReadMark: {
            seq: number;
        };
        /** ReadStatement */
        ReadStatement: {
            provider: string;
            /** Format: date-time */
            read_until: string;
        };
        /**
         * Reason
         * @description Why a thing is reported, and why a decision is made.
         * @enum {string}
         */
        Reason: "spam" | "scam" | "hate" | "harassment" | "nudity" | "violence" | "minors" | "illegal_goods" | "counterfeit" | "other";
        /** Receipt */
        Receipt: {
            address: components["schemas"]["Address"];
            buyer: components["schemas"]["BuyerView"];
            cancelled: components["schemas"]["Money"];
            exempt_document: string | null;
            is_tax_document: boolean;
            kept: components["schemas"]["Money"];
            lines: components["schemas"]["ReceiptLine"][];
            number: string;
            /** Format: uuid */
            order_id: string;
            /** Format: date-time */
            paid_at: string;
            paid_with: components["schemas"]["MethodKind"] | null;
            promo: components["schemas"]["Money"];
            refunded: components["schemas"]["Money"];
            refunds: components["schemas"]["RefundView"][];
            shipping: components["schemas"]["Money"];
            shipping_tax: components["schemas"]["Money"];
            shop_country: components["schemas"]["Country"];
            shop_handle: string;
            /** Format: uuid */
            shop_id: string;
            shop_name: string;
            status: components["schemas"]["OrderStatus"];
            tax: components["schemas"]["Money"];
            taxes: components["schemas"]["TaxLine"][];
            total: components["schemas"]["Money"];
        };
        /** ReceiptLine */
        ReceiptLine: {
            base: components["schemas"]["Money"];
            discount: components["schemas"]["Money"];
            /** Format: uuid */
            line_id: string;
            listed: components["schemas"]["Money"];
            /** Format: uuid */
            product_id: string;
            quantity: number;
            tax: components["schemas"]["Money"];
            tax_rate_bps: number;
            title: string;
            total: components["schemas"]["Money"];
            unit_price: components["schemas"]["Money"];
            /** Format: uuid */
            variant_id: string;
            variant_values: string[];
        };
        /** ReceiptView */
        ReceiptView: {
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            at: string;
            /** Format: uuid */
            id: string;
            note: string;
        };
        /** RefundLineView */
        RefundLineView: {
            amount: components["schemas"]["Money"];
            /** Format: uuid */
            line_id: string;
            quantity: number;
        };
        /** RefundParts */
        RefundParts: {
            /**
             * @description Minor units of the order's currency
             * @default 0
             */
            amount: number;
            lines?: components["schemas"]["LineQuantity"][];
            /**
             * @description Minor units of the order's currency
             * @default 0
             */
            shipping: number;
        };
        /** RefundPreview */
        RefundPreview: {
            amount: components["schemas"]["Money"];
            creators: components["schemas"]["Money"];
            platform: components["schemas"]["Money"];
            shop: components["schemas"]["Money"];
        };
        /** RefundView */
        RefundView: {
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            at: string;
            /** Format: uuid */
            id: string;
            lines: components["schemas"]["RefundLineView"][];
            reason: string;
            shipping: components["schemas"]["Money"];
        };
        /** RemakingView */
        RemakingView: {
            edit: components["schemas"]["Edit"];
            failure: components["schemas"]["Failure"] | null;
            is_cut: boolean;
            progress_percent: number;
        };
        /** Reminded */
        Reminded: {
            is_reminded: boolean;
        };
        /** Remittance */
        Remittance: {
            fee: components["schemas"]["Money"];
        };
        /** Replacement */
        Replacement: {
            carrier: string;
            /** @default true */
            is_restocked: boolean;
            tracking_number: string;
            /** @description http or https */
            tracking_url?: string | null;
        };
        /** Report */
        Report: {
            closed_at: string | null;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["ThingKind"];
            note: string;
            reason: components["schemas"]["Reason"];
            /** Format: date-time */
            reported_at: string;
            /** Format: uuid */
            thing_id: string;
        };
        /** RetailEventView */
        RetailEventView: {
            /** Format: uuid */
            id: string;
            invitations: components["schemas"]["InvitationView"][];
            /** Format: date-time */
            starts_at: string;
            title: string;
        };
        /** Retried */
        Retried: {
            picture_count: number;
        };
        /**
         * ReturnAct
         * @description What moves a return.
         * @enum {string}
         */
        ReturnAct: "accept" | "refuse" | "send" | "refund" | "exchange" | "withdraw" | "lapse";
        /** ReturnLineView */
        ReturnLineView: {
            accepted_quantity: number | null;
            image_url: string | null;
            /** Format: uuid */
            line_id: string;
            quantity: number;
            title: string;
            variant_values: string[];
        };
        /** ReturnOutcome */
        ReturnOutcome: {
            refusal: string | null;
            /** Format: uuid */
            return_id: string;
            words: string | null;
        };
        /** ReturnParcel */
        ReturnParcel: {
            carrier: string;
            tracking_number: string;
        };
        /**
         * ReturnPayer
         * @description Who bears the parcel that goes back.
         * @enum {string}
         */
        ReturnPayer: "shop" | "buyer";
        /**
         * ReturnReason
         * @description Why somebody gives something back.
         * @enum {string}
         */
        ReturnReason: "changed_mind" | "damaged" | "wrong_item" | "not_as_described" | "does_not_fit" | "other";
        /** ReturnRefusal */
        ReturnRefusal: {
            exclusion?: components["schemas"]["Exclusion"] | null;
            words: string;
        };
        /** ReturnRight */
        ReturnRight: {
            exclusions: components["schemas"]["Exclusion"][];
            law_days: number;
            law_unit: components["schemas"]["DayUnit"];
            law_until: string | null;
            payer: components["schemas"]["ReturnPayer"];
            shop_days: number;
            source: string;
            until: string | null;
        };
        /**
         * ReturnSide
         * @description Who moves a return.
         * @enum {string}
         */
        ReturnSide: "buyer" | "shop" | "time";
        /**
         * ReturnState
         * @description Where a return stands.
         * @enum {string}
         */
        ReturnState: "requested" | "accepted" | "sent" | "refunded" | "exchanged" | "refused" | "withdrawn" | "lapsed";
        /** ReturnStep */
        ReturnStep: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["ReturnSide"];
            state: components["schemas"]["ReturnState"];
        };
        /** ReturnView */
        ReturnView: {
            answer: string | null;
            can: components["schemas"]["ReturnAct"][];
            code: string;
            due_at: string | null;
            exchange: components["schemas"]["ExchangeView"] | null;
            exclusion: components["schemas"]["Exclusion"] | null;
            exclusions: components["schemas"]["Exclusion"][];
            /** Format: uuid */
            id: string;
            instructions: string | null;
            is_withdrawal: boolean;
            label_url: string | null;
            lines: components["schemas"]["ReturnLineView"][];
            /** Format: date-time */
            opened_at: string;
            order_code: string;
            /** Format: uuid */
            order_id: string;
            parcel: components["schemas"]["ReturnParcel"] | null;
            payer: components["schemas"]["ReturnPayer"];
            photo_urls: string[];
            reason: components["schemas"]["ReturnReason"];
            refunded: components["schemas"]["Money"] | null;
            /** Format: uuid */
            shop_id: string;
            shop_name: string;
            state: components["schemas"]["ReturnState"];
            steps: components["schemas"]["ReturnStep"][];
            words: string;
        };
        /** RevenueEntry */
        RevenueEntry: {
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            at: string;
            journal: string;
            kind: string;
            source: string;
        };
        /** RevenueFigure */
        RevenueFigure: {
            amount: components["schemas"]["Money"];
            kind: string;
            line_count: number;
            /** Format: date */
            month: string;
        };
        /** RevenueTotal */
        RevenueTotal: {
            amount: components["schemas"]["Money"];
            kind: string;
        };
        /** RevenueYear */
        RevenueYear: {
            figures: components["schemas"]["RevenueFigure"][];
            summed_at: string | null;
            totals: components["schemas"]["RevenueTotal"][];
            year: number;
            years: number[];
        };
        /** ReviewedProduct */
        ReviewedProduct: {
            /** Format: uuid */
            id: string;
            image_url: string | null;
            title: string;
        };
        /** Reviewer */
        Reviewer: {
            avatar_url: string | null;
            handle: string;
            /** Format: uuid */
            id: string;
            is_self: boolean;
            name: string;
        };
        /** ReviewView */
        ReviewView: {
            answer: components["schemas"]["AnswerView"] | null;
            author: components["schemas"]["Reviewer"];
            /** Format: uuid */
            id: string;
            is_edited: boolean;
            is_hidden: boolean;
            photos: components["schemas"]["FileView"][];
            /** Format: uuid */
            product_id: string;
            stars: components["schemas"]["Stars"];
            text: string;
            /** Format: date-time */
            written_at: string;
        };
        /** RoomCard */
        RoomCard: {
            /**
             * @default 0
             * @enum {integer}
             */
            age_limit: 0 | 18;
            cover_url: string | null;
            duration_ms: number | null;
            ended_at: string | null;
            host: components["schemas"]["Person"];
            /** Format: uuid */
            id: string;
            product_count: number;
            scheduled_at: string | null;
            shop: components["schemas"]["storefront_model_ShopName"] | null;
            started_at: string | null;
            state: components["schemas"]["RoomState"];
            title: string;
        };
        /**
         * RoomState
         * @description How far a show is.
         * @enum {string}
         */
        RoomState: "scheduled" | "live" | "ended" | "cancelled";
        /** RoomView */
        RoomView: {
            /** Format: date-time */
            as_of: string;
            card: components["schemas"]["RoomCard"];
            chapters: components["schemas"]["Chapter"][];
            chat: components["schemas"]["Line"][];
            heart_count: number;
            is_host: boolean;
            is_on_air: boolean;
            is_reminded: boolean;
            items: components["schemas"]["LineUpItem"][];
            may_talk: boolean;
            now_ms: number;
            pins: components["schemas"]["PinView"][];
            playlist_url: string | null;
            refusal: string | null;
            replay_url: string | null;
            seq: number;
            socket_url: string | null;
            sound_url: string | null;
            start_ms: number | null;
            unseen: string[];
        };
        /**
         * RowFate
         * @description What became of a row.
         * @enum {string}
         */
        RowFate: "accepted" | "repeated" | "stale" | "superseded" | "unknown" | "ambiguous" | "empty" | "wrong_stock" | "wrong_price" | "wrong_moment" | "price_jumped";
        /** RowOutcome */
        RowOutcome: {
            code: string;
            order_id: string | null;
            refusal: string | null;
            words: string | null;
        };
        /** RowOutcomes */
        RowOutcomes: {
            rows: components["schemas"]["RowOutcome"][];
            sent_count: number;
        };
        /**
         * Rule
         * @description What decided who earns from a line.
         * @enum {string}
         */
        Rule: "frozen_touch" | "last_touch" | "no_touch";
        /**
         * RunStatus
         * @description Where a run stands.
         * @enum {string}
         */
        RunStatus: "waiting" | "reading" | "mapping" | "ready" | "applying" | "done" | "unchanged" | "cancelled" | "failed" | "undoing" | "undone";
        /** RunView */
        RunView: {
            can_undo: boolean;
            columns: components["schemas"]["Column"][];
            counts: components["schemas"]["Counts"];
            /** Format: date-time */
            created_at: string;
            delimiter: string | null;
            done_count: number;
            encoding: string | null;
            ended_at: string | null;
            failure: string | null;
            failure_code: string | null;
            format: components["schemas"]["Format"] | null;
            /** Format: uuid */
            id: string;
            is_automatic: boolean;
            is_stopped: boolean;
            progress_percent: number;
            /** Format: uuid */
            source_id: string;
            status: components["schemas"]["RunStatus"];
        };
        /** Sale */
        Sale: {
            /** Format: date-time */
            at: string;
            is_replay: boolean;
            /** Format: uuid */
            line_id: string;
            order_code: string;
            paid: components["schemas"]["Money"];
            /** Format: uuid */
            product_id: string;
            quantity: number;
            title: string;
            you_keep: components["schemas"]["Money"] | null;
        };
        /** Saved */
        Saved: {
            is_saved: boolean;
            save_count: number;
        };
        /** SavedAddress */
        SavedAddress: {
            address: components["schemas"]["Address"];
            /** Format: date-time */
            changed_at: string;
            /** Format: uuid */
            id: string;
            is_default: boolean;
            label: string;
            phone_national: string | null;
        };
        /** SaveList */
        SaveList: {
            /** Format: date-time */
            created_at: string;
            has_video: boolean;
            /** Format: uuid */
            id: string;
            name: string;
            video_count: number;
        };
        /** SaveListChanges */
        SaveListChanges: {
            name?: string;
        };
        /**
         * Schedule
         * @description When a source is pulled by itself.
         * @default off
         * @enum {string}
         */
        Schedule: "off" | "hourly" | "daily";
        /**
         * Scope
         * @description What a key may do.
         * @enum {string}
         */
        Scope: "stock" | "orders";
        /** Seals */
        Seals: {
            seals: components["schemas"]["BookSeal"][];
        };
        /**
         * Match
         * @description How what was found answers what was asked.
         * @enum {string}
         */
        search_model_Match: "exact" | "corrected" | "relaxed";
        /** SeenDrop */
        SeenDrop: {
            claim: components["schemas"]["ClaimView"] | null;
            drop: components["schemas"]["DropView"];
        };
        /** SetLine */
        SetLine: {
            quantity: number;
            touch_id?: string | null;
        };
        /** SetLocationStock */
        SetLocationStock: {
            levels: components["schemas"]["Count"][];
        };
        /** SetMapping */
        SetMapping: {
            mapping: {
                [key: string]: components["schemas"]["Field"];
            };
        };
        /** SetOverride */
        SetOverride: {
            rate_bps: number;
        };
        /** SetPassword */
        SetPassword: {
            password: string;
        };
        /** SetPlan */
        SetPlan: {
            /** @default false */
            is_default_plan_opted_out: boolean;
            rate_bps: number | null;
        };
        /** SetStock */
        SetStock: {
            levels: components["schemas"]["Count"][];
        };
        /** Settlement */
        Settlement: {
            amount_minor: number;
            approved_at: string | null;
            approved_by: string | null;
            currency: components["schemas"]["Currency"];
            /** Format: uuid */
            id: string;
            is_in: boolean;
            kind: components["schemas"]["MovementKind"];
            movement_id: string | null;
            /** Format: date-time */
            proposed_at: string;
            /** Format: uuid */
            proposed_by: string;
            provider: string;
            reason: string;
            reference: string;
            subject: string;
        };
        /** Shipment */
        Shipment: {
            carrier: string;
            tracking_number: string;
            /** @description http or https */
            tracking_url?: string | null;
        };
        /** ShipmentRow */
        ShipmentRow: {
            carrier: string;
            code: string;
            location_id?: string | null;
            tracking_number: string;
            /** @description http or https */
            tracking_url?: string | null;
        };
        /** ShipmentTable */
        ShipmentTable: {
            rows: components["schemas"]["ShipmentRow"][];
        };
        /** ShippingRate */
        ShippingRate: {
            country: components["schemas"]["Country"];
            free_from?: number | null;
            handling_days: number;
            /** Format: uuid */
            id: string;
            /** @default false */
            is_pickup: boolean;
            name: string;
            postal_prefixes?: string[];
            price: number;
            states?: string[];
            steps?: components["schemas"]["Step"][];
            transit_max_days: number;
            transit_min_days: number;
            weight_max_g?: number | null;
            weight_steps?: components["schemas"]["WeightStep"][];
        };
        /** ShippingRates */
        ShippingRates: {
            items: components["schemas"]["ShippingRate"][];
        };
        /** ShopDocument */
        ShopDocument: {
            /** Format: date-time */
            added_at: string;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["DocumentKind"];
            media_type: string;
            size_bytes: number;
            url: string;
        };
        /** ShopHold */
        ShopHold: {
            countries: components["schemas"]["Country"][];
            /** Format: uuid */
            product_id: string;
        };
        /** ShopHolds */
        ShopHolds: {
            holds: components["schemas"]["ShopHold"][];
        };
        /** ShopPublic */
        ShopPublic: {
            avatar_url: string | null;
            country: components["schemas"]["Country"];
            currency: components["schemas"]["Currency"];
            default_weight_g: number;
            description: string;
            handle: string;
            /** Format: uuid */
            id: string;
            is_member: boolean;
            is_verified: boolean;
            name: string;
            prices_include_tax: boolean;
            return_days: number;
            shipping: components["schemas"]["Money"];
            transit_max_days: number;
        };
        /** ShopQuestion */
        ShopQuestion: {
            product: components["schemas"]["ReviewedProduct"] | null;
            question: components["schemas"]["QuestionView"];
        };
        /** ShopReview */
        ShopReview: {
            product: components["schemas"]["ReviewedProduct"] | null;
            review: components["schemas"]["ReviewView"];
        };
        /** ShopSide */
        ShopSide: {
            avatar_url: string | null;
            handle: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** ShopTerms */
        ShopTerms: {
            avatar_url: string | null;
            country: components["schemas"]["Country"];
            handle: string;
            /** Format: uuid */
            id: string;
            is_verified: boolean;
            name: string;
            return_days: number;
            shipping: components["schemas"]["Money"];
        };
        /** ShopVerification */
        ShopVerification: {
            decided_at: string | null;
            documents: components["schemas"]["ShopDocument"][];
            missing: components["schemas"]["DocumentKind"][];
            sent_at: string | null;
            status: components["schemas"]["VerificationStatus"];
            words: string;
        };
        /** ShownExternal */
        ShownExternal: {
            from_ms: number;
            product: components["schemas"]["ExternalCard"];
            to_ms: number;
        };
        /** ShownProduct */
        ShownProduct: {
            from_ms: number;
            product: components["schemas"]["ProductCard"];
            to_ms: number;
        };
        /** ShowResult */
        ShowResult: {
            commission: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            order_count: number;
            unit_count: number;
        };
        /**
         * Side
         * @description Who speaks in a conversation.
         * @enum {string}
         */
        Side: "buyer" | "shop";
        /** SignedIn */
        SignedIn: {
            /** @default false */
            has_stayed: boolean;
            is_new: boolean;
            me: components["schemas"]["Me"];
        };
        /** SignIn */
        SignIn: {
            /** @description Six digits */
            code?: string | null;
            /** @description Case does not matter */
            email: string;
            password?: string | null;
        };
        /**
         * SlideshowFailure
         * @description Why there is no clip of a product.
         * @enum {string}
         */
        SlideshowFailure: "no_picture" | "not_on_sale" | "not_made" | "no_room";
        /** SlideshowProduct */
        SlideshowProduct: {
            /** Format: uuid */
            id: string;
            image_url: string | null;
            title: string;
        };
        /** SlideshowRunView */
        SlideshowRunView: {
            clips: components["schemas"]["SlideshowView"][];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            is_cancelled: boolean;
            is_over: boolean;
            is_publishing: boolean;
            /** Format: uuid */
            shop_id: string;
        };
        /**
         * SlideshowState
         * @description How far the clip of one product is.
         * @enum {string}
         */
        SlideshowState: "waiting" | "making" | "preparing" | "ready" | "published" | "failed" | "cancelled";
        /** SlideshowView */
        SlideshowView: {
            failure: components["schemas"]["SlideshowFailure"] | null;
            image_url: string | null;
            /** Format: uuid */
            product_id: string;
            progress_percent: number;
            state: components["schemas"]["SlideshowState"];
            title: string;
            video_id: string | null;
        };
        /** Slot */
        Slot: {
            is_live: boolean;
            position_ms: number;
            room: components["schemas"]["RoomCard"];
            until: string | null;
        };
        /** SoldFigures */
        SoldFigures: {
            earned: components["schemas"]["Money"];
            order_count: number;
            sold: components["schemas"]["Money"];
        };
        /** Somebody */
        Somebody: {
            avatar_url: string | null;
            handle: string;
            /** Format: uuid */
            id: string;
            is_following: boolean;
            is_self: boolean;
            kind: components["schemas"]["HandleKind"];
            name: string;
        };
        /**
         * Sort
         * @description In which order
         * @default relevance
         * @enum {string}
         */
        Sort: "relevance" | "popular" | "newest" | "price" | "price-down" | "rating" | "discount";
        /** SourceChanges */
        SourceChanges: {
            /** @description Units of a new variant that is in stock but has no number in the file */
            assumed_quantity?: number;
            category?: components["schemas"]["Category"];
            mapping?: {
                [key: string]: components["schemas"]["Field"];
            };
            mode?: components["schemas"]["Mode"];
            name?: string;
            schedule?: components["schemas"]["Schedule"];
            url?: string;
        };
        /**
         * SourceKind
         * @description What was read.
         * @enum {string}
         */
        SourceKind: "law" | "authority" | "report";
        /** Sources */
        Sources: {
            items: components["schemas"]["SourceView"][];
        };
        /** SourceView */
        SourceView: {
            assumed_quantity: number;
            category: components["schemas"]["Category"];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            mapping: {
                [key: string]: components["schemas"]["Field"];
            };
            mode: components["schemas"]["Mode"];
            name: string;
            next_pull_at: string | null;
            product_count: number;
            schedule: components["schemas"]["Schedule"];
            /** Format: uuid */
            shop_id: string;
            url: string | null;
        };
        /** SponsorBrand */
        SponsorBrand: {
            avatar_url: string | null;
            handle: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** SponsorCampaignView */
        SponsorCampaignView: {
            brand: components["schemas"]["SponsorBrand"];
            brief: string;
            /** Format: date-time */
            created_at: string;
            escrow: components["schemas"]["Money"] | null;
            fee: components["schemas"]["Money"];
            /** Format: uuid */
            id: string;
            is_full: boolean;
            is_hidden: boolean;
            mine: string | null;
            places_max: number;
            places_taken: number;
            products: components["schemas"]["ProductCard"][];
            review_days: number;
            state: components["schemas"]["CampaignState"];
            /** Format: date-time */
            submit_by: string;
            title: string;
            you_get: components["schemas"]["Money"];
        };
        /** SponsoredCreator */
        SponsoredCreator: {
            handle: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        /**
         * SponsorshipAct
         * @description What moves a sponsorship.
         * @enum {string}
         */
        SponsorshipAct: "accept" | "decline" | "withdraw" | "submit" | "approve" | "ask_changes" | "expire" | "cancel";
        /** NewInvitation */
        sponsorships_model_NewInvitation: {
            handle: string;
            /** Format: uuid */
            id: string;
        };
        /**
         * SponsorshipState
         * @description Where one creator's part in a campaign is.
         * @enum {string}
         */
        SponsorshipState: "applied" | "invited" | "accepted" | "submitted" | "changes" | "released" | "declined" | "withdrawn" | "expired" | "cancelled";
        /** SponsorshipView */
        SponsorshipView: {
            acts: components["schemas"]["SponsorshipAct"][];
            available_at: string | null;
            campaign: components["schemas"]["SponsorCampaignView"];
            /** Format: date-time */
            changed_at: string;
            changes_left: number;
            /** Format: date-time */
            created_at: string;
            creator: components["schemas"]["SponsoredCreator"];
            due_at: string | null;
            fee: components["schemas"]["Money"];
            /** Format: uuid */
            id: string;
            is_invited: boolean;
            journal: string | null;
            platform_fee: components["schemas"]["Money"];
            state: components["schemas"]["SponsorshipState"];
            video_id: string | null;
            wanted: string;
            words: string;
            you_get: components["schemas"]["Money"];
        };
        /** SponsorTerms */
        SponsorTerms: {
            available: components["schemas"]["Money"];
            changes_max: number;
            fee_bps: number;
            review_days: number;
        };
        /**
         * Stars
         * @description How good a product is.
         * @enum {integer}
         */
        Stars: 1 | 2 | 3 | 4 | 5;
        /**
         * State
         * @description What a merchant says about a sale.
         * @enum {string}
         */
        State: "reported" | "confirmed" | "rejected";
        /** StatementMonth */
        StatementMonth: {
            came: components["schemas"]["Money"];
            closing: components["schemas"]["Money"];
            line_count: number;
            /** Format: date */
            month: string;
            opening: components["schemas"]["Money"];
        };
        /** StatusCount */
        StatusCount: {
            count: number;
            status: components["schemas"]["OrderStatus"];
        };
        /** StatusOfMany */
        StatusOfMany: {
            product_ids: string[];
            status: components["schemas"]["ProductStatus"];
        };
        /** Step */
        Step: {
            goods_from: number;
            price: number;
        };
        /** Sticker */
        Sticker: {
            /** @description Milliseconds from the clip's beginning */
            from_ms: number;
            kind: components["schemas"]["StickerKind"];
            product_id?: string | null;
            style?: components["schemas"]["StickerStyle"];
            /** @default  */
            text: string;
            /** @description Milliseconds from the clip's beginning */
            to_ms: number;
            x: number;
            y: number;
        };
        /**
         * StickerKind
         * @description What a sticker shows.
         * @enum {string}
         */
        StickerKind: "text" | "price";
        /**
         * StickerStyle
         * @description How a sticker looks.
         * @default paper
         * @enum {string}
         */
        StickerStyle: "plain" | "paper" | "night" | "rosa";
        /** StockAnswer */
        StockAnswer: {
            accepted_count: number;
            fates: components["schemas"]["RowFate"][];
        };
        /**
         * StockCause
         * @description Why free stock changed.
         * @enum {string}
         */
        StockCause: "count" | "import" | "partner" | "hold" | "late_payment" | "release" | "expiry" | "cancellation" | "return" | "exchange" | "set_aside" | "cleared" | "location";
        /** StockPush */
        StockPush: {
            /** Format: date-time */
            at: string;
            rows: components["schemas"]["PushRow"][];
        };
        /** ShopName */
        storefront_model_ShopName: {
            handle: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** StreamKey */
        StreamKey: {
            key: string;
            publish_url: string;
            rtmp_url: string;
        };
        /** Subject */
        Subject: {
            handle: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** Suggestion */
        Suggestion: {
            enough_ids: string[];
            suggested_id: string | null;
        };
        /** Suggestions */
        Suggestions: {
            hashtags: components["schemas"]["FoundHashtag"][];
            products: components["schemas"]["NamedProduct"][];
            profiles: components["schemas"]["FoundProfile"][];
            queries: string[];
        };
        /**
         * Surface
         * @description How a touch came about: where a product was tapped, or by what it was opened.
         * @enum {string}
         */
        Surface: "clip" | "link" | "live" | "replay";
        /** Survived */
        Survived: {
            answered_after_s: number | null;
            /** Format: date-time */
            at: string;
            target: components["schemas"]["Victim"];
        };
        /**
         * Tab
         * @description What the ranker chose, or whom you follow
         * @default for-you
         * @enum {string}
         */
        Tab: "for-you" | "following";
        /** Tag */
        Tag: {
            /** @description Milliseconds from the clip's beginning */
            from_ms: number;
            /** Format: uuid */
            product_id: string;
            /** @description Milliseconds from the clip's beginning */
            to_ms: number;
        };
        /** TagView */
        TagView: {
            from_ms: number;
            product: components["schemas"]["ProductCard"];
            /** Format: uuid */
            product_id: string;
            to_ms: number;
        };
        /**
         * Target
         * @description Who fetches a feed.
         * @enum {string}
         */
        Target: "meta" | "google" | "tiktok";
        /**
         * TaxClass
         * @description Which rate of its shop's country a product carries.
         * @default general
         * @enum {string}
         */
        TaxClass: "general" | "reduced" | "zero";
        /** TaxLine */
        TaxLine: {
            base: components["schemas"]["Money"];
            rate_bps: number;
            tax: components["schemas"]["Money"];
        };
        /** TaxRates */
        TaxRates: {
            country: components["schemas"]["Country"];
            items: components["schemas"]["TaxRateView"][];
        };
        /** TaxRateView */
        TaxRateView: {
            page: string | null;
            rate_bps: number;
            read: string | null;
            source: string;
            tax_class: components["schemas"]["TaxClass"];
            /** Format: date */
            valid_from: string;
        };
        /** Thing */
        Thing: {
            context?: components["schemas"]["ThingQuote"][];
            /** Format: uuid */
            id: string;
            image_urls?: string[];
            is_hidden: boolean;
            is_public: boolean;
            kind: components["schemas"]["ThingKind"];
            /** Format: uuid */
            subject_id: string;
            text: string;
            title: string;
            url: string;
        };
        /**
         * ThingKind
         * @description What can be reported.
         * @enum {string}
         */
        ThingKind: "clip" | "comment" | "person" | "shop" | "product" | "review" | "review_answer" | "question" | "answer" | "live" | "message" | "live_message" | "brief" | "ad";
        /** ThingQuote */
        ThingQuote: {
            /** Format: date-time */
            at: string;
            handle: string;
            /** @default false */
            is_it: boolean;
            text: string;
        };
        /** Thread */
        Thread: {
            before?: string | null;
            carts: components["schemas"]["ChatCartView"][];
            hidden_ids: string[];
            messages: components["schemas"]["MessageView"][];
        };
        /** TimelineEntry */
        TimelineEntry: {
            /** Format: date-time */
            at: string;
            note?: string | null;
            status: components["schemas"]["OrderStatus"];
        };
        /** TipOffer */
        TipOffer: {
            /** Format: uuid */
            creator_id: string;
            creator_name: string;
            fee_bps: number;
            hold_days: number;
            sums: components["schemas"]["TipSum"][];
        };
        /** TipPayment */
        TipPayment: {
            challenge_hint: string | null;
            decline_reason: components["schemas"]["DeclineReason"] | null;
            status: components["schemas"]["PaymentStatus"];
        };
        /**
         * TipState
         * @description Where a tip stands.
         * @enum {string}
         */
        TipState: "open" | "failed" | "paid" | "available" | "refunded";
        /** TipSum */
        TipSum: {
            amount: components["schemas"]["Money"];
            keeps: components["schemas"]["Money"];
        };
        /** TipView */
        TipView: {
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            creator_id: string;
            creator_name: string;
            fee: components["schemas"]["Money"];
            giver_name: string | null;
            /** Format: uuid */
            id: string;
            is_anonymous: boolean;
            keeps: components["schemas"]["Money"];
            matures_at: string | null;
            paid_at: string | null;
            payment?: components["schemas"]["TipPayment"] | null;
            room_id: string | null;
            state: components["schemas"]["TipState"];
            video_id: string | null;
        };
        /** Token */
        Token: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            last_used_at: string | null;
            name: string;
        };
        /** Touched */
        Touched: {
            /** Format: uuid */
            creator_id: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
        };
        /**
         * Trust
         * @description How sure a creator can be of the money of a conversion.
         * @enum {string}
         */
        Trust: "reported" | "confirmed" | "available" | "rejected";
        /** Units */
        Units: {
            quantity: number;
            /** Format: uuid */
            variant_id: string;
        };
        /** Unremitted */
        Unremitted: {
            carrier: string | null;
            code: string;
            currency: components["schemas"]["Currency"];
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            paid_at: string;
            /** Format: uuid */
            shop_id: string;
            total_minor: number;
        };
        /** VariantOwn */
        VariantOwn: {
            compare_at: components["schemas"]["Money"] | null;
            /** Format: uuid */
            id: string;
            price: components["schemas"]["Money"];
            shown_price: components["schemas"]["Money"];
            sku: string;
            values: string[];
            weight_g: number | null;
        };
        /** VariantView */
        VariantView: {
            available: number;
            compare_at: components["schemas"]["Money"] | null;
            flash_ends_at: string | null;
            /** Format: uuid */
            id: string;
            low_before: components["schemas"]["Money"] | null;
            price: components["schemas"]["Money"];
            sku: string;
            values: string[];
        };
        /**
         * Verdict
         * @description What an item means for the shop.
         * @enum {string}
         */
        Verdict: "new" | "changed" | "unchanged" | "wrong" | "vanishing";
        /** VerificationCase */
        VerificationCase: {
            decided_at: string | null;
            documents: components["schemas"]["ShopDocument"][];
            /** Format: uuid */
            id: string;
            is_own: boolean;
            /** Format: date-time */
            sent_at: string;
            shop_handle: string;
            /** Format: uuid */
            shop_id: string;
            shop_name: string;
            status: components["schemas"]["ApplicationStatus"];
            words: string;
        };
        /**
         * VerificationOutcome
         * @description What an operator decides.
         * @enum {string}
         */
        VerificationOutcome: "verified" | "refused" | "withdrawn";
        /**
         * VerificationStatus
         * @description How a shop stands.
         * @enum {string}
         */
        VerificationStatus: "none" | "pending" | "verified" | "refused" | "withdrawn" | "lapsed";
        /**
         * Victim
         * @description What may be killed, as by a power cut.
         * @enum {string}
         */
        Victim: "web" | "worker" | "database";
        /** VideoChanges */
        VideoChanges: {
            caption?: string;
            external_tags?: components["schemas"]["ExternalTag"][];
            language?: components["schemas"]["Language"];
            stickers?: components["schemas"]["Sticker"][];
            tags?: components["schemas"]["Tag"][];
        };
        /**
         * VideoStatus
         * @description Where a clip is between its upload and its first play.
         * @enum {string}
         */
        VideoStatus: "processing" | "ready" | "failed";
        /** VideoView */
        VideoView: {
            can_cut: boolean;
            caption: string;
            captions: components["schemas"]["CaptionTrackView"][];
            comment_count: number;
            /** Format: date-time */
            created_at: string;
            duration_ms: number | null;
            edit: components["schemas"]["Edit"];
            external_tags: components["schemas"]["ExternalTagView"][];
            failure: components["schemas"]["Failure"] | null;
            height: number | null;
            hls_url: string | null;
            /** Format: uuid */
            id: string;
            is_published: boolean;
            is_taken_down: boolean;
            language: components["schemas"]["Language"];
            like_count: number;
            poster_url: string | null;
            preview_url: string | null;
            progress_percent: number;
            published_at: string | null;
            remake: components["schemas"]["RemakingView"] | null;
            save_count: number;
            scheduled_for: string | null;
            status: components["schemas"]["VideoStatus"];
            stickers: components["schemas"]["Sticker"][];
            tags: components["schemas"]["TagView"][];
            width: number | null;
        };
        /** View */
        View: {
            completed: boolean;
            /** Format: uuid */
            video_id: string;
            watched_ms: number;
        };
        /** Views */
        Views: {
            views: components["schemas"]["View"][];
        };
        /** VoucherHolds */
        VoucherHolds: {
            is_offered: boolean;
        };
        /** WantedUnits */
        WantedUnits: {
            lines: components["schemas"]["Units"][];
        };
        /** WatchFigures */
        WatchFigures: {
            finished_count: number;
            tap_count: number;
            view_count: number;
            watched_ms: number;
        };
        /** WeightStep */
        WeightStep: {
            grams_from: number;
            price: number;
        };
        /**
         * When
         * @description live, coming or replays
         * @default live
         * @enum {string}
         */
        When: "live" | "coming" | "replays";
        /**
         * WhichPermits
         * @description Requests that wait, or decided ones
         * @default waiting
         * @enum {string}
         */
        WhichPermits: "waiting" | "ruled";
        /**
         * Why
         * @description Why a clip is shown.
         * @enum {string}
         */
        Why: "new" | "popular" | "following" | "saved" | "advertising";
        /**
         * WhyAd
         * @description What of a campaign's targeting the viewer met.
         * @enum {string}
         */
        WhyAd: "country" | "language" | "age" | "category";
        /** Wish */
        Wish: {
            price_then: components["schemas"]["Money"];
            product: components["schemas"]["ProductCard"];
            /** Format: date-time */
            wished_at: string;
        };
        /** Wished */
        Wished: {
            product_ids: string[];
        };
        /** WishState */
        WishState: {
            is_wished: boolean;
        };
        /** WithdrawalReceipt */
        WithdrawalReceipt: {
            /** Format: date-time */
            asked_at: string;
            code: string;
        };
        /** WithholdingView */
        WithholdingView: {
            amount: components["schemas"]["Money"];
            base: components["schemas"]["Money"];
            rate_bps: number;
            tax: string;
        };
        /** Wording */
        Wording: {
            asked: string;
            match: components["schemas"]["search_model_Match"];
            used: string;
        };
        /** WriteOffView */
        WriteOffView: {
            amount: components["schemas"]["Money"];
            approved_at: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            payee_id: string;
            payee_kind: components["schemas"]["PayeeKind"];
            /** Format: date-time */
            proposed_at: string;
            reason: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
};
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
