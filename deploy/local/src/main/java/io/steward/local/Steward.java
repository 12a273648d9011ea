package io.steward.local;

import io.steward.embedded.ServerException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Main class of {@code ./steward up}, {@code down}, {@code status} and {@code help}. */
public final class Steward {
    private Steward() {}

    public static void main(String[] args) {
        Path root = Path.of(System.getProperty("steward.root", System.getProperty("user.dir")));
        System.exit(run(args, root, System.getenv(), System.out, System.err));
    }

    /** Returns the exit code: 0 done, 1 it failed, 2 the command line is wrong. */
    static int run(String[] args, Path root, Map<String, String> environment, PrintStream out, PrintStream err) {
        String command = args.length == 0 ? "help" : args[0];
        List<String> options = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        try {
            switch (command) {
                case "up" -> new Up(Settings.from(root, environment), out).run(flag(command, options, "--detach"));
                case "down" -> new Down(Settings.from(root, environment), out).run(flag(command, options, "--purge"));
                case "status" -> status(Settings.from(root, environment), flag(command, options, "--json"), out);
                case "help", "-h", "--help" -> out.print(Usage.TEXT);
                default -> {
                    err.println("./steward: there is no command \"" + command + "\"\n");
                    err.print(Usage.TEXT);
                    return 2;
                }
            }
            return 0;
        } catch (UnknownOption e) {
            err.println("./steward " + command + ": " + e.getMessage());
            return 2;
        } catch (SettingsException | ServerException e) {
            err.println(e.getMessage());
            return 1;
        } catch (Exception e) {
            err.println("./steward " + command + " failed: " + e);
            return 1;
        }
    }

    private static void status(Settings settings, boolean json, PrintStream out) {
        var status = new Status(settings);
        if (json) {
            status.printJson(out);
        } else {
            status.print(out);
        }
    }

    /** True when the only option that the command knows is given. */
    private static boolean flag(String command, List<String> options, String known) {
        for (String option : options) {
            if (!option.equals(known)) {
                throw new UnknownOption("unknown option " + option + "; " + command + " knows " + known);
            }
        }
        return !options.isEmpty();
    }

    private static final class UnknownOption extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownOption(String message) {
            super(message);
        }
    }
}
