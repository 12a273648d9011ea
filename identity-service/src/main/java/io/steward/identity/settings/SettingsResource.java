package io.steward.identity.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.problem.Problem;
import io.steward.kit.security.Actors;
import io.steward.kit.web.EntityTags;
import io.steward.kit.web.Page;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** A person's own settings and an organization's, over HTTP. */
@Path("/api/v1/settings")
@Tag(name = "Settings")
public class SettingsResource {
    /** What a merge patch may have. */
    record UserSettingsPatch(Theme theme, String language, Boolean notificationsEnabled) {}

    private final UserSettingsService own;
    private final AdminSettingsService organizations;
    private final Actors actors;

    SettingsResource(UserSettingsService own, AdminSettingsService organizations, Actors actors) {
        this.own = own;
        this.organizations = organizations;
        this.actors = actors;
    }

    @GET
    @Path("/me")
    @Authenticated
    @Operation(summary = "Your settings, the same in every organization")
    public Uni<RestResponse<UserSettings>> read() {
        return own.read(actors.anywhere()).map(found -> answer(found, found.version()));
    }

    @PATCH
    @Path("/me")
    @Consumes({"application/merge-patch+json", "application/json"})
    @Authenticated
    @Operation(
            summary = "Change your settings",
            description = "With notificationsEnabled false there is no mail about what happens; the feed goes on.")
    public Uni<RestResponse<UserSettings>> change(
            @HeaderParam("If-Match") String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = UserSettingsPatch.class)))
                    JsonNode patch) {
        return own.change(actors.anywhere(), EntityTags.required(ifMatch), SettingsPatch.of(patch))
                .map(saved -> answer(saved, saved.version()));
    }

    @GET
    @Path("/admin")
    @PermissionsAllowed(Permissions.SETTING_READ)
    @Operation(summary = "All that the organization can set, with what holds now")
    public Uni<Page<AdminSettingView>> list() {
        return organizations.list(actors.current()).map(Page::whole);
    }

    @GET
    @Path("/admin/{key}")
    @PermissionsAllowed(Permissions.SETTING_READ)
    @Operation(summary = "Read a setting of the organization")
    public Uni<RestResponse<AdminSettingView>> read(String key) {
        return organizations.read(actors.current(), key).map(found -> answer(found, found.version()));
    }

    @PUT
    @Path("/admin/{key}")
    @PermissionsAllowed(Permissions.SETTING_WRITE)
    @Operation(
            summary = "Set a value for the organization",
            description = "The value null takes it away: what the installation sets holds again.")
    public Uni<RestResponse<AdminSettingView>> set(
            String key, @HeaderParam("If-Match") String ifMatch, @NotNull SetSetting request) {
        if (request.value() == null) {
            throw Problem.badRequest("invalid-value", "The property is missing.")
                    .with("field", "value");
        }
        return organizations
                .set(actors.current(), key, EntityTags.required(ifMatch), request.value())
                .map(saved -> answer(saved, saved.version()));
    }

    private static <T> RestResponse<T> answer(T body, long version) {
        return RestResponse.ResponseBuilder.ok(body)
                .header("ETag", EntityTags.of(version))
                .build();
    }
}
