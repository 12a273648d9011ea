package io.steward.local;

import java.util.List;
import java.util.stream.Collectors;

/** The pages of the mail viewer. Everything that came in by mail is escaped. */
final class MailHtml {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Mail</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #ddd; vertical-align: top; }
            th { font-weight: 600; white-space: nowrap; }
            a { color: #0b57a4; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f4; padding: 1rem; }
            </style></head><body>
            """;

    private MailHtml() {}

    static String list(List<Mail> mails) {
        if (mails.isEmpty()) {
            return HEAD + "<h1>Mail</h1><p>Nothing has arrived yet.</p></body></html>";
        }
        String rows = mails.stream()
                .map(m -> "<tr><td>" + m.date() + "</td><td>" + escape(m.from()) + "</td><td>" + escape(m.to())
                        + "</td><td><a href=\"/messages/" + m.id() + "\">"
                        + escape(m.subject().isBlank() ? "(no subject)" : m.subject()) + "</a></td></tr>\n")
                .collect(Collectors.joining());
        return HEAD + "<h1>Mail</h1><table><tr><th>Date</th><th>From</th><th>To</th><th>Subject</th></tr>\n" + rows
                + "</table></body></html>";
    }

    static String message(Mail mail) {
        String headers = mail.headers().entrySet().stream()
                .map(e -> "<tr><th>" + escape(e.getKey()) + "</th><td>" + escape(e.getValue()) + "</td></tr>\n")
                .collect(Collectors.joining());
        return HEAD + "<p><a href=\"/\">All mail</a></p><h1>" + escape(mail.subject()) + "</h1><p>To "
                + escape(mail.to())
                + "</p><pre>" + escape(mail.body()) + "</pre><details><summary>Headers</summary><table>" + headers
                + "</table></details></body></html>";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
