# Writes reports and rules in which every text that can be chosen is hostile into the current folder.
mkdir hostile
cat > hostile/reports.ndjson <<'END'
{"run_id":"<script>alert(1)</script>","policy_state":"pinned","WARN_count":1,"FAIL_count":0,"Unknown_count":0,"timestamp":"2026-02-07T08:00:00Z","policy_hash":"\"><img src=x onerror=alert(2)>","team":"</style><script>alert(3)</script>"}
{"run_id":"' onload='x\u0000\u202e\u2028\n]]>","policy_state":"unpinned","WARN_count":1,"FAIL_count":0,"Unknown_count":1,"Unknown_causes":"-->","timestamp":"2026-02-07T09:00:00Z","policy_hash":"\"><img src=x onerror=alert(2)>","team":"a&amp;b`${1}`"}
{"run_id":"&lt;b&gt;","policy_state":"pinned","WARN_count":1,"FAIL_count":0,"Unknown_count":0,"timestamp":"2026-02-06T09:00:00Z","policy_hash":"javascript:alert(4)"}
END
cat > '<i>"x&.rules' <<'END'
policy hostile "</title><script>alert(5)</script> \"quoted\" & 'more'"
due at once
waive unknown_contract because "<a href='javascript:x'>" see "javascript:alert(6)" until 2026-12-31
rule quiet "<svg onload=alert(7)>" {
  for each team
  require rate(warn) < 20%
  because "]]> --> \n \t &amp;"
  see "https://example.org/?a=1&b=\"><script>alert(8)</script>"
  see "https://example.org/why?a=1&b=2"
}
END
