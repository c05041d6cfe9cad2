from tests.whole.versions.survey import main

raise SystemExit(main())
