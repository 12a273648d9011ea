package io.steward.identity.bulk;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.problem.Problem;
import io.steward.kit.security.Actors;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** Files of people over HTTP. */
@Path("/api/v1/users")
@Tag(name = "People")
public class UserFileResource {
    private static final String CSV = "text/csv";

    private final UserImport imports;
    private final UserExport exports;
    private final Actors actors;

    UserFileResource(UserImport imports, UserExport exports, Actors actors) {
        this.imports = imports;
        this.exports = exports;
        this.actors = actors;
    }

    @POST
    @Path("/import")
    @Consumes(CSV)
    @PermissionsAllowed(Permissions.USER_CREATE)
    @Operation(
            summary = "Invite the people of a CSV file, line by line",
            description =
                    "UTF-8. The first line names the columns email, username, displayName, roles (separated by ; or |)"
                            + " and, if you like, language. Username, displayName and language may be empty: who accepts says them then.")
    public Uni<ImportReport> importUsers(
            @Parameter(
                            description = "Say what would happen, and write nothing",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "true"))
                    @QueryParam("dryRun")
                    String dryRun,
            @Parameter(hidden = true) @HeaderParam("Content-Type") String type,
            @RequestBody(content = @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING))) byte[] file) {
        requireUtf8(type);
        return imports.run(actors.current(), file == null ? new byte[0] : file, isDry(dryRun));
    }

    private static boolean isDry(String dryRun) {
        return switch (dryRun) {
            case null -> true;
            case "true" -> true;
            case "false" -> false;
            default ->
                throw Problem.badRequest("invalid-value", "The parameter is true or false.")
                        .with("field", "dryRun");
        };
    }

    private static void requireUtf8(String type) {
        String charset =
                type == null ? null : MediaType.valueOf(type).getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !charset.equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
            throw Problem.of(415, "unsupported-media-type", "Unsupported media type", "Send the file as UTF-8.");
        }
    }

    @GET
    @Path("/export")
    @Produces(CSV + ";charset=UTF-8")
    @PermissionsAllowed(Permissions.USER_READ)
    @Operation(
            summary = "The members of the organization as a CSV file, oldest first",
            description = "An import takes it. A cell that a spreadsheet would evaluate begins with an apostrophe.")
    @APIResponse(
            responseCode = "200",
            description = "OK",
            content = @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)))
    public RestMulti<String> export() {
        return RestMulti.fromMultiData(exports.run(actors.current()))
                .header("Content-Disposition", "attachment; filename=\"users.csv\"")
                .build();
    }
}
