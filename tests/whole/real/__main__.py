from tests.whole.real.compare import main

raise SystemExit(main())
