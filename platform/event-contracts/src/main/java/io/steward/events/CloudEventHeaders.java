package io.steward.events;

/** The Kafka headers of an event: CloudEvents 1.0 in Kafka binary mode, with Steward's extension attributes. */
public final class CloudEventHeaders {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String SUBJECT = "ce_subject";
    public static final String TIME = "ce_time";
    public static final String DATA_SCHEMA = "ce_dataschema";
    /** The organization the event belongs to. */
    public static final String TENANT_ID = "ce_tenantid";
    /** Grows by one per event of an aggregate on one topic: a consumer sees a gap by it. */
    public static final String SEQUENCE = "ce_sequence";
    /** The request that began the chain of events. */
    public static final String CORRELATION_ID = "ce_correlationid";
    /** The event that caused this one; absent when a request did. */
    public static final String CAUSATION_ID = "ce_causationid";

    public static final String CONTENT_TYPE = "content-type";
    public static final String TRACE_PARENT = "traceparent";

    private CloudEventHeaders() {}
}
