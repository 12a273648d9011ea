package io.steward.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.steward.kit.inbox.FailureKind;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure into a problem document, once, here. No exception text leaves the service. */
public class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response problem(Problem problem, RoutingContext request) {
        return write(problem, request);
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException e, RoutingContext request) {
        return unauthenticated(request);
    }

    /** Without the issuer's keys a token is neither good nor bad. */
    @ServerExceptionMapper
    Response authenticationFailed(AuthenticationFailedException e, RoutingContext request) {
        return FailureKind.isPassing(e) ? unavailable(e, request) : unauthenticated(request);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, RoutingContext request) {
        return write(Problem.forbidden("forbidden", "Your roles do not allow this."), request);
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e, RoutingContext request) {
        List<Map<String, String>> errors = e.getConstraintViolations().stream()
                .map(violation -> Map.of("field", fieldOf(violation), "message", violation.getMessage()))
                .sorted((a, b) -> a.get("field").compareTo(b.get("field")))
                .toList();
        Problem problem = Problem.of(
                        400,
                        "validation-failed",
                        "The request is not valid",
                        "Some properties have unacceptable values.")
                .with("errors", errors);
        return write(problem, request);
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException e, RoutingContext request) {
        return write(ofJson(e), request);
    }

    @ServerExceptionMapper(MismatchedInputException.class)
    Response mismatched(MismatchedInputException e, RoutingContext request) {
        return write(ofJson(e), request);
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e, RoutingContext request) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return write(ofJson(json), request);
        }
        int status = e.getResponse().getStatus();
        return write(ofStatus(status), request);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, RoutingContext request) {
        if (FailureKind.isPassing(e)) {
            return unavailable(e, request);
        }
        if (FailureKind.isUnstorableText(e)) {
            return write(
                    Problem.badRequest("invalid-value", "A text has a character that cannot be stored, such as NUL."),
                    request);
        }
        LOG.errorf(e, "Unexpected failure, trace %s", RequestTrace.of(request).traceId());
        return write(ofStatus(500), request);
    }

    private static Response unavailable(Throwable e, RoutingContext request) {
        LOG.warnf(
                "Request failed for want of the infrastructure: %s",
                e.getClass().getSimpleName());
        Problem problem = Problem.of(
                503,
                "temporarily-unavailable",
                "Temporarily unavailable",
                "A part this needs does not answer. Try again.");
        return Response.fromResponse(write(problem, request))
                .header(HttpHeaders.RETRY_AFTER, 2)
                .build();
    }

    private static Response unauthenticated(RoutingContext request) {
        boolean missing = request.request().getHeader(HttpHeaders.AUTHORIZATION) == null;
        Problem problem = Problem.of(
                401,
                missing ? "token-missing" : "token-invalid",
                "Not authenticated",
                "A valid access token is needed.");
        return Response.fromResponse(write(problem, request))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> Problem.badRequest("bad-request", "The request is malformed.");
            case 401 -> Problem.of(401, "token-invalid", "Not authenticated", "A valid access token is needed.");
            case 403 -> Problem.forbidden("forbidden", "Your roles do not allow this.");
            case 404 -> Problem.notFound();
            case 405 ->
                Problem.of(405, "method-not-allowed", "Method not allowed", "This resource has no such operation.");
            case 406 -> Problem.of(406, "not-acceptable", "Not acceptable", "Only JSON is spoken here.");
            case 413 ->
                Problem.of(413, "body-too-large", "Body too large", "The body is larger than this operation takes.");
            case 415 ->
                Problem.of(
                        415,
                        "unsupported-media-type",
                        "Unsupported media type",
                        "Send what the API document says of this operation, mostly JSON.");
            default ->
                status < 500
                        ? Problem.of(status, "bad-request", "The request was refused", "The request was refused.")
                        : Problem.of(
                                500,
                                "internal-error",
                                "Internal error",
                                "This should not have happened. It has been logged.");
        };
    }

    static Problem ofJson(JsonProcessingException e) {
        if (e.getCause() instanceof Problem said) {
            // A type that reads itself knows best what is wrong with its value, and the path where it stands.
            return e instanceof JsonMappingException mapping
                            && !mapping.getPath().isEmpty()
                    ? said.with("field", pathOf(mapping))
                    : said;
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return Problem.badRequest("unknown-property", "The body has a property that this operation does not know.")
                    .with("field", pathOf(unknown));
        }
        if (e instanceof InvalidFormatException format
                && format.getTargetType() != null
                && format.getTargetType().isEnum()) {
            return Problem.badRequest("invalid-value", "The property takes one of a fixed set of values.")
                    .with("field", pathOf(format))
                    .with(
                            "allowed",
                            Arrays.stream(format.getTargetType().getEnumConstants())
                                    .map(Object::toString)
                                    .toList());
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return Problem.badRequest("invalid-value", "The property has a value of the wrong type or form.")
                    .with("field", pathOf(mapping));
        }
        return Problem.badRequest("malformed-json", "The body is not well-formed JSON of the expected shape.");
    }

    private static String pathOf(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    /** The property's own name, without the method and parameter that Bean Validation puts before it. */
    private static String fieldOf(ConstraintViolation<?> violation) {
        StringBuilder field = new StringBuilder();
        int depth = 0;
        for (Path.Node node : violation.getPropertyPath()) {
            if (depth++ >= 2) {
                field.append(field.isEmpty() ? "" : ".").append(node);
            }
        }
        return field.isEmpty()
                ? violation.getPropertyPath().toString().replaceFirst("^[^.]*\\.", "")
                : field.toString();
    }

    private static Response write(Problem problem, RoutingContext request) {
        ProblemDocument document =
                ProblemDocument.of(problem, RequestTrace.of(request).traceId());
        return Response.status(problem.status())
                .type(ProblemDocument.MEDIA_TYPE)
                .entity(document)
                .header(HttpHeaders.RETRY_AFTER, problem.extensions().get(Problem.RETRY_AFTER))
                .build();
    }
}
