from tests.versions.survey import main

raise SystemExit(main())
