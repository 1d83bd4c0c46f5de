"""Which change tools the settings name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tasks.connectors.change import ChangeTool
from tasks.connectors.csv_folder import CsvFolder
from tasks.connectors.rest import RestTool


@dataclass(frozen=True, slots=True)
class ChangeTools:
    """Where change requests are kept: a REST address, a shared folder, or neither."""

    url: str | None = None
    token: str | None = None
    folder: Path | None = None
    every: timedelta = timedelta(minutes=5)

    def tools(self, zone: ZoneInfo) -> Sequence[ChangeTool]:
        """The connectors that this asks for."""
        found: list[ChangeTool] = []
        if self.url:
            found.append(RestTool(self.url, self.token, zone))
        if self.folder:
            found.append(CsvFolder(self.folder, zone))
        return found


NO_TOOLS = ChangeTools()
