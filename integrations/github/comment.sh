#!/bin/sh
# Keeps one comment on a pull request up to date: comment.sh FILE.md
# Takes GITHUB_API_URL, GITHUB_REPOSITORY, NUMBER, TOKEN and AUTHOR from the environment. Needs curl and jq.
#
# The comment is found by the marker that rulecheck leaves in the text, <!-- rulecheck:POLICY -->, one for each policy.
# Where it could not even be told which policy it is, the marker has no name: then the only comment of any policy is
# taken, so that no old verdict stays.
set -eu

file=$1
marker=$(grep -o '<!-- rulecheck:[A-Za-z0-9_]* -->' "$file" | tail -n 1)
[ -n "$marker" ] || { echo "comment.sh: $file has no marker" >&2; exit 1; }

call() { # call METHOD PATH [BODY]: what GitHub answers. The token is given by standard input, so that no process shows it.
  printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" |
    curl --config - --silent --show-error --fail-with-body --retry 3 --max-time 60 --request "$1" \
      --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
      ${3:+--header 'Content-Type: application/json' --data-binary "@$3"} \
      "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

page=1
: >"$work/found"
while :; do
  call GET "issues/$NUMBER/comments?per_page=100&page=$page" >"$work/page"
  jq -r --arg marker "$marker" --arg author "$AUTHOR" '
    .[] | select(.user.login == $author)
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
  call PATCH "issues/comments/$id" "$work/body" >"$work/answer"
else
  call POST "issues/$NUMBER/comments" "$work/body" >"$work/answer"
fi
jq -r '.html_url // empty' <"$work/answer"
