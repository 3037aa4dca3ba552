"""Every way advertising can say no."""

from vitrina.kit.errors import Refusal


class AdCampaignNotFound(Refusal):
    """There is no such campaign of yours."""

    code = "ads.campaign_not_found"
    status = 404


class AdCampaignTaken(Refusal):
    """This id belongs to another campaign."""

    code = "ads.campaign_taken"
    status = 409


class TooManyAdCampaigns(Refusal):
    """A shop can have up to {count_max} campaigns that have not ended."""

    code = "ads.too_many_campaigns"
    status = 409


class ClipNotPromotable(Refusal):
    """Only a published clip that shows your product can be promoted: your own, or one allowed to you."""

    code = "ads.clip_not_promotable"
    status = 409


class AdCampaignOver(Refusal):
    """This campaign has ended. Make another one."""

    code = "ads.campaign_over"
    status = 409


class AdMoveTaken(Refusal):
    """This id belongs to another movement of money."""

    code = "ads.move_taken"
    status = 409


class AdTokenWrong(Refusal):
    """This is not a token of an ad that was shown to you."""

    code = "ads.token_wrong"
    status = 403
