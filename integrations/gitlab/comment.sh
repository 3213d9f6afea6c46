#!/bin/sh
# Keeps one note on a merge request up to date: comment.sh FILE.md
# Takes CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID and RULECHECK_TOKEN from the environment. Needs curl and jq.
# Outside of merge requests, and without a token, it does nothing.
#
# The note is found by the marker that rulecheck leaves in the text, <!-- rulecheck:POLICY -->, among those of the
# token's own user. Where it could not even be told which policy it is, the marker has no name: then the only note of
# any policy is taken, so that no old verdict stays.
set -eu

[ -n "${CI_MERGE_REQUEST_IID:-}" ] && [ -n "${RULECHECK_TOKEN:-}" ] || exit 0

file=$1
marker=$(grep -o '<!-- rulecheck:[A-Za-z0-9_]* -->' "$file" | tail -n 1)
[ -n "$marker" ] || { echo "comment.sh: $file has no marker" >&2; exit 1; }

call() { # call METHOD PATH [BODY]: what GitLab answers. The token is given by standard input, so that no process shows it.
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$RULECHECK_TOKEN" |
    curl --config - --silent --show-error --fail-with-body --retry 3 --max-time 60 --request "$1" \
      ${3:+--header 'Content-Type: application/json' --data-binary "@$3"} "$CI_API_V4_URL/$2"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
notes="projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"

me=$(call GET user | jq -r .id)
page=1
: >"$work/found"
while :; do
  call GET "$notes?per_page=100&page=$page" >"$work/page"
  jq -r --arg marker "$marker" --arg me "$me" '
    .[] | select((.author.id | tostring) == $me)
    | select(if $marker == "<!-- rulecheck: -->" then .body | test("<!-- rulecheck:[A-Za-z0-9_]* -->")
             else .body | contains($marker) end)
    | .id' <"$work/page" >>"$work/found"
  [ "$(jq length <"$work/page")" -eq 100 ] || break
  page=$((page + 1))
done

jq -Rs '{body: .}' <"$file" >"$work/body"
id=$(head -n 1 "$work/found")
if [ "$marker" = '<!-- rulecheck: -->' ] && [ "$(wc -l <"$work/found")" -gt 1 ]; then
  id=
fi
if [ -n "$id" ]; then
  call PUT "$notes/$id" "$work/body" >"$work/answer"
else
  call POST "$notes" "$work/body" >"$work/answer"
fi
