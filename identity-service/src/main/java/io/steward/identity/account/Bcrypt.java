package io.steward.identity.account;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** A bcrypt hash that an account came with, until its next login: new hashes are argon2id. */
record Bcrypt(String encoded) {
    /** 2¹⁴ rounds take about a second of one CPU: a higher cost would let few logins hold up all others. */
    private static final int HIGHEST_COST = 14;

    private static final int LOWEST_COST = 4;
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d{2})\\$[./A-Za-z0-9]{53}");

    /** @throws IllegalArgumentException for a text that is no bcrypt hash of an acceptable cost; the text is not in the message */
    Bcrypt {
        Matcher form = FORM.matcher(encoded);
        if (!form.matches() || Integer.parseInt(form.group(1)) < LOWEST_COST) {
            throw new IllegalArgumentException("Not a bcrypt hash");
        }
        if (Integer.parseInt(form.group(1)) > HIGHEST_COST) {
            throw new IllegalArgumentException("The cost of a bcrypt hash is too high");
        }
    }

    static boolean isOne(String encoded) {
        return encoded.startsWith("$2");
    }

    boolean matches(String password) {
        return OpenBSDBCrypt.checkPassword(encoded, password.toCharArray());
    }

    @Override
    public String toString() {
        return "Bcrypt";
    }
}
