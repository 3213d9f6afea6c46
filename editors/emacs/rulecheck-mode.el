;;; rulecheck-mode.el --- Policies of rulecheck  -*- lexical-binding: t -*-

;;; Commentary:

;; Needs Emacs 29 or later, which has Eglot.  (require 'rulecheck-mode) is all there is to do.

;;; Code:

(defvar rulecheck-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?_ "w" table)
    table))

(defvar rulecheck-font-lock-keywords
  `((,(regexp-opt '("policy" "due" "early" "cohort" "constants" "const" "let" "waive" "rule" "test"
                    "when" "for" "each" "require" "prefer" "else" "because" "see" "given" "set" "expect")
                  'words)
     . font-lock-keyword-face)
    ("\\_<\\(rate\\|runs\\|runs_with\\|sum\\|mean\\|missing\\|elapsed\\|age\\)\\_>" . font-lock-builtin-face)
    ("\\_<\\(rule\\|const\\|let\\|policy\\)\\s-+\\([a-z][a-z0-9_]*\\)" 2 font-lock-function-name-face)))

;;;###autoload
(define-derived-mode rulecheck-mode prog-mode "rulecheck"
  "Major mode for policies of rulecheck."
  (setq-local comment-start "# ")
  (setq-local comment-start-skip "#+ *")
  (setq-local font-lock-defaults '(rulecheck-font-lock-keywords)))

;; The first word outside comments tells policies from other .rules files.
;;;###autoload
(add-to-list 'magic-mode-alist '("\\`\\(?:[ \t\r\n]\\|#.*\n\\)*policy[ \t\r\n]+[a-z][a-z0-9_]*[ \t\r\n]+\"" . rulecheck-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(rulecheck-mode . ("rulecheck" "lsp"))))

(provide 'rulecheck-mode)
;;; rulecheck-mode.el ends here
