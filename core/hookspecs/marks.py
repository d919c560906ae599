"""How a hook is specified, and how it is answered."""

import pluggy

hookspec = pluggy.HookspecMarker("jixun")
hookimpl = pluggy.HookimplMarker("jixun")
