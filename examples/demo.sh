#!/bin/sh
# Migrates a copy of the fixture game and says what to look at: demo.sh MIGRATOR FOLDER, from the top of the checkout.
# `make demo` runs it. It fails if the migration leaves something undone, or a file that is no JavaScript.
set -eu
exec 2>&1  # what is reported and what is said stay in order
migrator=$1 out=$2

# It ends with `node --check`: said before anything is written.
if ! command -v node > /dev/null; then
    echo "node is missing: install Node 20 or newer (https://nodejs.org), then run the demo again."
    exit 1
fi
if [ ! -d fixtures/game ]; then
    echo "fixtures/game is not here: run the demo from the top of a checkout, as \`make demo\` does."
    exit 1
fi

rm -rf "$out"
mkdir -p "$out"
cp -r fixtures/game "$out/game"
cd "$out"

# Exit code 1 means that there is something to report; a higher one ends the demo.
stop_at_errors() {
    if [ "$code" -gt 1 ]; then
        echo "The demo stopped: \`migrator $1\` failed with exit code $code."
        exit "$code"
    fi
}

echo "A copy of the game in fixtures/game is in $out/game."
echo "Its class DuelGame runs Python that is written in template literals, through Pyodide."
echo
echo "1. What would change?  $ migrator migrate game"
echo
code=0
"$migrator" migrate game > migration.diff 2> ledger.txt || code=$?
if [ "$code" -gt 1 ]; then cat ledger.txt; fi
stop_at_errors migrate
grep -E '^(game/| +[0-9]+:[0-9]+ )' ledger.txt
tail -n 1 ledger.txt
echo
echo "The first edit of migration.diff:"
echo
awk '/^@@/ { hunks++ } hunks == 1' migration.diff
echo
echo "2. Write it.  $ migrator migrate --write game"
echo
if ! "$migrator" migrate --quiet --write game > written.txt 2>&1; then
    cat written.txt
    echo "The demo stopped: the migration is not complete."
    exit 1
fi
echo "Every use above that is \"rewritten\" is now a command of this.worker."
echo
echo "3. Is anything left?  $ migrator check game"
echo
code=0
"$migrator" check game || code=$?
stop_at_errors check
echo
if [ "$code" -eq 0 ]; then
    echo "check found nothing: only methods that may keep Pyodide still use it, and the worker script"
    echo "does all that the new commands need."
else
    echo "check found what is listed above: it is still to be done by hand."
fi
echo
for file in game/js/*.js; do
    cp "$file" checked.mjs
    node --check checked.mjs
done
rm -f checked.mjs written.txt
echo "Every file of the migrated game passes node --check."
echo
echo "Where to look:"
echo "  $out/ledger.txt      each use: what was done, what changes in behaviour, what was dropped"
echo "  $out/migration.diff  the whole diff"
echo "  $out/game            the migrated game"
echo "  rules/pyodide-worker       the rules that did it, one page each"
