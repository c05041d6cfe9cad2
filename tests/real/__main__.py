from tests.real.compare import main

raise SystemExit(main())
