"""The twelve stages by the key of their clip."""

from demo_content.clips import (
    bota_o_som,
    cuanto_cuesta,
    cuatro_tonos,
    empaca_conmigo,
    minha_bolsa,
    room_at_nine,
    sin_cafetera,
    slice_test,
    tenis_na_batida,
    teste_de_queda,
    torre_de_conchas,
    tres_razones,
)
from demo_content.stage import Stage

STAGES: dict[str, Stage] = {
    "sin-cafetera": sin_cafetera.STAGE,
    "tenis-na-batida": tenis_na_batida.STAGE,
    "cuatro-tonos": cuatro_tonos.STAGE,
    "empaca-conmigo": empaca_conmigo.STAGE,
    "tres-razones": tres_razones.STAGE,
    "room-at-nine": room_at_nine.STAGE,
    "slice-test": slice_test.STAGE,
    "cuanto-cuesta": cuanto_cuesta.STAGE,
    "minha-bolsa": minha_bolsa.STAGE,
    "bota-o-som": bota_o_som.STAGE,
    "torre-de-conchas": torre_de_conchas.STAGE,
    "teste-de-queda": teste_de_queda.STAGE,
}
