# Counts the cases in Meson's testlog.txt: a GoogleTest program, or one that prints `ok NAME` and `not ok NAME`
# lines, counts as its cases; any other as one. A case that was skipped did not pass. A program that failed
# counts at least one failure, whatever it printed before. Lines that start with "note: " are shown: by them a
# test says what it left out and why.

function finish() {
  if (name == "") return
  programs += 1
  good = result == "exit status 0"
  if (!good && cases_failed == 0) cases_failed = 1
  if (good && cases_passed + cases_failed == 0) cases_passed = 1
  passed += cases_passed
  failed += cases_failed
  name = ""
}

/^=+ [0-9]+\/[0-9]+ =+$/  { finish(); cases_passed = 0; cases_failed = 0; result = ""; next }
/^test:  /                { if (result == "") { name = $0; sub(/^test: */, "", name) } next }
/^result:  /              { if (result == "") { result = $0; sub(/^result: */, "", result) } next }
/^\[       OK \] /        { cases_passed += 1; next }
/^\[  FAILED  \] .* ms\)$/ && !/listed below/ { cases_failed += 1; next }
/^\[  SKIPPED \] .* ms\)$/ { cases_failed += 1; next }
/^ok /                    { cases_passed += 1; next }
/^not ok /                { cases_failed += 1; next }
/^note: /                 { print name ": " substr($0, 7); next }

END {
  finish()
  printf "%d test programs ran in %d s; what each said: %s\n", programs, seconds, FILENAME
  printf "%d passed, %d failed\n", passed, failed
  exit failed > 0
}
