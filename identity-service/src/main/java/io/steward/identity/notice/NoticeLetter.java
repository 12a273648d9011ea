package io.steward.identity.notice;

import io.steward.mail.AutomaticMail;
import io.steward.mail.MailSettings;
import io.steward.mail.PublicAddress;
import io.steward.mail.QuotedName;
import io.vertx.ext.mail.MailMessage;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The mail that tells: what, when, from where, and what to do. It bears no link that does anything by itself. */
@Singleton
class NoticeLetter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String from;
    private final String where;

    NoticeLetter(MailSettings settings, PublicAddress address) {
        from = settings.from();
        where = address.url()
                .map(url -> "\n\nThis installation of Steward: " + url)
                .orElse("");
    }

    /** The same Message-ID for each attempt: whoever gets it twice has the same mail twice. */
    MailMessage of(Notice notice, NoticeKind kind) {
        return AutomaticMail.of(
                from, notice.to(), kind.subject(), text(notice, kind), "<security-notice-" + notice.id() + "@steward>");
    }

    private String text(Notice notice, NoticeKind kind) {
        return kind.what()
                + "\n\nWhen:    " + TIME.format(notice.occurredAt())
                + "\nDevice:  " + shown(notice.device())
                + "\nAddress: " + (notice.address() == null ? "not known" : notice.address())
                + "\n\nIf you expected this, there is nothing to do. " + kind.advice()
                + where;
    }

    /** A client says of itself what it likes. */
    private static String shown(String value) {
        return value == null || value.isBlank() ? "not known" : QuotedName.of(value);
    }
}
