package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeFitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer|integer",
                "shop.mood|shop.mood",
                "shop.mood|text",
                "smallint|bigint",
                "bigint|numeric",
                "smallint|numeric(5,0)",
                "integer|numeric(12,2)",
                "bigint|numeric(19,0)",
                "numeric(10,2)|numeric",
                "numeric(10,2)|numeric(12,2)",
                "numeric(10,2)|numeric(14,4)",
                "numeric(3,-2)|numeric(5,0)",
                "character varying(10)|character varying(11)",
                "character varying(10)|character varying",
                "text|character varying",
                "bigint|character varying",
                "character(3)|character(4)",
                "character(3)|text",
                "bit varying(3)|bit varying",
                "bit(3)|bit varying(3)",
                "bit(3)|bit varying",
                "timestamp(3) with time zone|timestamp with time zone",
                "timestamp(3) without time zone|timestamp(6) without time zone",
                "time(0) without time zone|time without time zone",
                "time(0) with time zone|time(3) with time zone",
                "interval(3)|interval",
                "interval day to second(3)|interval",
                "cidr|inet",
                "integer[]|bigint[]",
                "character varying(3)[]|text[]",
                "numeric(10,2)[]|numeric(12,2)[]",
                "timestamp(3) with time zone[]|timestamp with time zone[]",
                "integer[]|text"
            })
    void valuesOfTheSource_areTheSameInTheTarget(String source, String target) {
        assertThat(TypeFit.fits(source, target)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bigint|integer",
                "numeric|bigint",
                "integer|numeric(9,0)",
                "integer|numeric(11,2)",
                "integer|numeric(12,-2)",
                "numeric|numeric(10,2)",
                "numeric(10,2)|numeric(10,3)",
                "numeric(10,2)|numeric(12,1)",
                "numeric(10,2)|integer",
                "real|double precision",
                "double precision|numeric",
                "real|numeric",
                "integer|double precision",
                "text|character varying(10)",
                "character varying|character varying(10)",
                "character varying(11)|character varying(10)",
                "character varying(99999999999)|character varying(10)",
                "character(4)|character(3)",
                "character(3)|character varying(3)",
                "character varying(3)|character(3)",
                "bit(3)|bit(4)",
                "bit(4)|bit varying(3)",
                "bit varying(3)|bit(3)",
                "timestamp with time zone|timestamp without time zone",
                "timestamp without time zone|timestamp with time zone",
                "timestamp with time zone|timestamp(3) with time zone",
                "date|timestamp without time zone",
                "interval|interval day to second(3)",
                "interval year|interval(3)",
                "json|jsonb",
                "inet|cidr",
                "shop.mood|public.mood",
                "integer|integer[]",
                "integer[]|integer",
                "bigint[]|integer[]",
                "box[]|text[]",
                "shop.geometry[]|text[]"
            })
    void valuesOfTheSource_mayDifferInTheTarget(String source, String target) {
        assertThat(TypeFit.fits(source, target)).isFalse();
    }
}
