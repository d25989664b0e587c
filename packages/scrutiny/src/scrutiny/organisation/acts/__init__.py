"""What members, officials and the host do, as typed values.

An act is what one action of the site takes, what the record keeps, and what replay reads. `type` is its stable name;
`office` says that it is an act of office, which stands in the record at once and for everyone. Other acts are
personal: the record only commits to them, and takes them up with the day's batch.

`body` and `parse` turn an act into JSON and back, strictly: what is unknown, missing or mistyped is refused, so that
what was signed has one meaning only. An act says what is meant; whether it may be done is for the rules beside this
package.
"""

from scrutiny.organisation.acts.base import REGISTRY, Act, Part, parse
from scrutiny.organisation.acts.charter import ChangeRules
from scrutiny.organisation.acts.founding import FirstUnit, Found, RuleValue, Stand
from scrutiny.organisation.acts.keys import (
    AskKeyReturn,
    CancelKeyReturn,
    Publics,
    RegisterKey,
    RotateKey,
    SettleKeyReturn,
    VouchKeyReturn,
)
from scrutiny.organisation.acts.members import (
    AddStanding,
    Admit,
    AnswerReview,
    Appeal,
    Apply,
    BackAtWork,
    DisputeClosed,
    DisputeOpened,
    EndStanding,
    IssueCard,
    MoveStanding,
    OpenReview,
    OutOfWork,
    SettleReview,
    ShowMe,
    VoidCard,
    Vouch,
    WithdrawVouch,
)
from scrutiny.organisation.acts.records import (
    AskToBeForgotten,
    Audited,
    ContinueRecord,
    DrawAuditors,
    Erase,
    NameWitnesses,
)
from scrutiny.organisation.acts.stewards import (
    AcceptStewardship,
    EndStewardship,
    NominateSteward,
    SignSteward,
    WithdrawStewardSignature,
)
from scrutiny.organisation.acts.tests_of_strength import CloseTest, PlanTest, RecordTestCount
from scrutiny.organisation.acts.units import (
    AddUnit,
    AdoptImport,
    CloseUnit,
    ConfirmEdit,
    MergeUnits,
    MoveUnit,
    NewPart,
    ProposeEdit,
    RejectEdit,
    RenameUnit,
    SetHeadcount,
    SetLanguages,
    SplitUnit,
    UndoImport,
)

__all__ = [
    "REGISTRY",
    "AcceptStewardship",
    "Act",
    "AddStanding",
    "AddUnit",
    "Admit",
    "AdoptImport",
    "AnswerReview",
    "Appeal",
    "Apply",
    "AskKeyReturn",
    "AskToBeForgotten",
    "Audited",
    "BackAtWork",
    "CancelKeyReturn",
    "ChangeRules",
    "CloseTest",
    "CloseUnit",
    "ConfirmEdit",
    "ContinueRecord",
    "DisputeClosed",
    "DisputeOpened",
    "DrawAuditors",
    "EndStanding",
    "EndStewardship",
    "Erase",
    "FirstUnit",
    "Found",
    "IssueCard",
    "MergeUnits",
    "MoveStanding",
    "MoveUnit",
    "NameWitnesses",
    "NewPart",
    "NominateSteward",
    "OpenReview",
    "OutOfWork",
    "Part",
    "PlanTest",
    "ProposeEdit",
    "Publics",
    "RecordTestCount",
    "RegisterKey",
    "RejectEdit",
    "RenameUnit",
    "RotateKey",
    "RuleValue",
    "SetHeadcount",
    "SetLanguages",
    "SettleKeyReturn",
    "SettleReview",
    "ShowMe",
    "SignSteward",
    "SplitUnit",
    "Stand",
    "UndoImport",
    "VoidCard",
    "Vouch",
    "VouchKeyReturn",
    "WithdrawStewardSignature",
    "WithdrawVouch",
    "parse",
]
