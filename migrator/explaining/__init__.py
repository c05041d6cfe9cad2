"""Why a site is refused: the first difference on the alignment that matches most."""
