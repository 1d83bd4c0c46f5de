"""What the programs of the interface's stories decide: the rest the forms tell them."""

from typing import Any

#: By field, for every form; what depends on the moment is a function of it.
WHENEVER: dict[str, Any] = {
    "needs_smr": True,
    "smr_required": True,
    "formal_release": True,
    "release_coordinator": True,
    "meeting_needed": False,
    "approve": "Approve",
    "activated_at": lambda now: now.replace(microsecond=0).isoformat(),
}

#: A readiness release that is deployed by a coordinated one, and all goes well.
ALL_IS_WELL: dict[str, Any] = {
    **WHENEVER,
    "S-1.5": {"coordinator": "release_coordinator_smr"},
    "S-2.2": {"release_type": "Moderate / Limited", "dcs_required": True},
    "S-3.1": {
        "stakeholders": [
            {"person": "stakeholder", "area": "Network", "role": "Technical"},
            {"person": "service_owner", "area": "Hosting", "role": "Service owner"},
        ]
    },
    "S-3.4": {"result": "Approve"},
    "S-4.1": {"send_at": None},
    "S-6.6": {"end_to_end": False, "pilot": False},
    "S-6.7": {"pre_go_needed": False},
    "S-7.4": {"recommendation": "Ready"},
    "S-7.5": {"decision": "Go"},
    "S-9.2": {"extend": False},
    "S-9.3": {"service_confirmed": True},
    "S-10.4v": {"reply": "Confirm"},
    "S-10.7": {"all_correct": True},
    "D-1.1": {"crq_needed": False},
    "D-2.1": {"dcs_required": True},
    "D-3.1": {"release_type": "DE"},
    "D-4.1": {"coordinator": "release_coordinator_dcs"},
    "D-4.3": {"type_ok": True},
    "D-6.2": {"backout_possible": True},
    "D-6.3": {"another": False},
    "D-6.4": {"client_comm_needed": False, "checkpoint_calls": False},
    "D-7.1": {"changes_needed": False},
    "D-7.2": {"final": True},
    "D-7.2b": {"uat_ok": True},
    "D-7.4": {"outage": False},
    "D-8.2": {"result": "Success"},
    "D-8.3": {"result": "Success"},
    "D-8.4": {"pass": "Pass"},
    "D-9.3": {"all_complete": "Yes"},
    "D-9.4": {"applicable": False, "data_correct": True},
    "D-9.5": {"status_reason": "Successful"},
}
