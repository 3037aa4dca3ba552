"""Every way sponsorships can say no."""

from vitrina.kit.errors import Refusal


class SponsorCampaignNotFound(Refusal):
    """There is no such campaign."""

    code = "sponsorships.campaign_not_found"
    status = 404


class SponsorshipNotFound(Refusal):
    """You have no such collaboration."""

    code = "sponsorships.not_found"
    status = 404


class CreatorNotFound(Refusal):
    """Nobody with this name takes paid collaborations here."""

    code = "sponsorships.creator_not_found"
    status = 404


class CampaignClosed(Refusal):
    """This campaign takes nobody else."""

    code = "sponsorships.campaign_closed"
    status = 409


class CampaignTakenDown(Refusal):
    """This campaign was taken down: nobody else can join."""

    code = "sponsorships.campaign_taken_down"
    status = 409


class NoPlaceLeft(Refusal):
    """All places of this campaign are taken."""

    code = "sponsorships.no_place_left"
    status = 409


class MovedOn(Refusal):
    """It has changed in the meantime: this can no longer be done."""

    code = "sponsorships.moved_on"
    status = 409


class AlreadyTakesPart(Refusal):
    """This creator has a part in the campaign already."""

    code = "sponsorships.already_takes_part"
    status = 409


class SponsorIdTaken(Refusal):
    """This id belongs to something else."""

    code = "sponsorships.id_taken"
    status = 409


class OwnCampaign(Refusal):
    """You cannot pay yourself: this campaign is your own shop's."""

    code = "sponsorships.own_campaign"
    status = 409


class EarningOff(Refusal):
    """Turn on earning first: collaborations are paid."""

    code = "sponsorships.earning_off"
    status = 403


class ClipTaken(Refusal):
    """This clip belongs to another collaboration already."""

    code = "sponsorships.clip_taken"
    status = 409


class ClipNotShown(Refusal):
    """This clip is not published, so it cannot be submitted or paid."""

    code = "sponsorships.clip_not_shown"
    status = 409


class NoMoreChanges(Refusal):
    """You have asked for changes {count_max} times: approve it now, or let its time decide."""

    code = "sponsorships.no_more_changes"
    status = 409


class NotEnoughForCampaign(Refusal):
    """Your shop's available balance is too low for this campaign."""

    code = "sponsorships.not_enough"
    status = 409
